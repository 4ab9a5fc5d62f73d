import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { type Finished, runCommand } from '../../support/components/command.ts';
import { createFolder } from '../../support/components/server.ts';

/** The project's chart. */
export const chartFolder = fileURLToPath(new URL('../../../deploy/helm/webex-exporter', import.meta.url));

const parentFolder = fileURLToPath(new URL('parent-chart', import.meta.url));

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/** One Kubernetes object. */
export type Manifest = z.output<typeof manifest>;

export interface TemplateOptions {
  /** Folder of the chart; default: the project's. */
  readonly chart?: string;
  /** File of values, counted before `values`. */
  readonly valuesFile?: string;
  readonly values?: object;
  /** Default `webex-exporter`. */
  readonly release?: string;
  /** e.g. `1.29.0`; default: Helm's own. */
  readonly kubeVersion?: string;
}

/** Helm of one version, with folders of its own, so that nothing of the developer's is read or written. */
export interface Helm {
  readonly run: (args: readonly string[]) => Promise<Finished>;
  readonly template: (options: TemplateOptions) => Promise<Finished>;
  /** The objects a chart makes; rejects with Helm's words. */
  readonly render: (options: TemplateOptions) => Promise<readonly Manifest[]>;
}

export function createHelm(binary: string): Helm {
  const created = createFolder('helm');

  async function run(args: readonly string[]): Promise<Finished> {
    const folder = (await created).path;
    const env = {
      HELM_CACHE_HOME: join(folder, 'cache'),
      HELM_CONFIG_HOME: join(folder, 'config'),
      HELM_DATA_HOME: join(folder, 'data'),
    };
    return runCommand(binary, args, { env });
  }

  let calls = 0;
  async function template(options: TemplateOptions): Promise<Finished> {
    const { chart = chartFolder, release = 'webex-exporter', values, valuesFile, kubeVersion } = options;
    const args = ['template', release, chart, '--namespace', 'webex'];
    if (valuesFile !== undefined) args.push('--values', valuesFile);
    if (values !== undefined) {
      const file = join((await created).path, `values-${(calls += 1)}.json`);
      await writeFile(file, JSON.stringify(values));
      args.push('--values', file);
    }
    if (kubeVersion !== undefined) args.push('--kube-version', kubeVersion);
    return run(args);
  }

  async function render(options: TemplateOptions): Promise<readonly Manifest[]> {
    const { code, stdout, stderr } = await template(options);
    if (code !== 0) throw new Error(stderr);
    return parseManifests(stdout);
  }

  return { run, template, render };
}

/** Reads YAML as Kubernetes does, by version 1.1, where an unquoted `on` is true. Throws for what is no manifest. */
export function parseManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    const [fault] = document.errors;
    if (fault) throw fault;
    const value: unknown = document.toJS();
    return value === null ? [] : [manifest.parse(value)];
  });
}

/** The one object of a kind; throws when there is none or more than one. */
export function only(manifests: readonly Manifest[], kind: string): Manifest {
  const found = manifests.filter((candidate) => candidate.kind === kind);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} objects of kind ${kind}`);
  return first;
}

/** A copy of the application's chart beside this file, with the project's chart in its `charts` folder. */
export async function createParentChart(): Promise<string> {
  const folder = join((await createFolder('parent-chart')).path, 'application');
  await cp(parentFolder, folder, { recursive: true });
  await mkdir(join(folder, 'charts'));
  await cp(chartFolder, join(folder, 'charts', 'webex-exporter'), { recursive: true });
  return folder;
}
