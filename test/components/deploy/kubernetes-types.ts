import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../support/components/command.ts';
import { createFolder } from '../../support/components/server.ts';
import type { Manifest } from './helm.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** A manifest and where it comes from, which complaints name. */
export interface Sample {
  readonly origin: string;
  readonly manifest: Manifest;
}

/** Of definitions whose types nobody publishes for TypeScript: `npm run test:cluster` gives them to a server that knows them. */
const WITHOUT_TYPES = new Set(['gateway.networking.k8s.io/v1 HTTPRoute']);

/**
 * What Kubernetes or the Prometheus operator would not take: wrong types, missing fields and unknown ones, as far as
 * their published schemas tell.
 */
export async function findTypeFaults(samples: readonly Sample[]): Promise<readonly string[]> {
  const typed = samples.filter(
    ({ manifest: { apiVersion, kind } }) => !WITHOUT_TYPES.has(`${apiVersion} ${kind}`),
  );
  const [values, fields] = await Promise.all([findValueFaults(typed), findFieldFaults(typed)]);
  return [...values, ...fields];
}

/** Checks values against the schemas at run time; these let unknown fields pass. */
async function findValueFaults(samples: readonly Sample[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { origin, manifest } of samples) {
    const { apiVersion, kind, ...data } = manifest;
    const loaded: unknown = await import(moduleOf(manifest));
    const model = isObject(loaded) ? loaded[kind] : undefined;
    if (!isModel(model)) throw new Error(`no model of ${apiVersion} ${kind}`);
    try {
      new model(data).validate();
    } catch (error) {
      faults.push(
        `${origin}: ${kind} ${manifest.metadata.name}: ${error instanceof Error ? error.message : ''}`,
      );
    }
  }
  return faults;
}

/** Lets the compiler compare each manifest, written as a literal, with the type of its kind. */
async function findFieldFaults(samples: readonly Sample[]): Promise<string[]> {
  const { path: folder, remove } = await createFolder('kubernetes-types');
  await symlink(modules, join(folder, 'node_modules'));
  const imports = new Map<string, string>();
  const statements = samples.map(({ origin, manifest }) => {
    const type = `${manifest.apiVersion} ${manifest.kind}`.replaceAll(/\W/g, '_');
    imports.set(type, `import type { I${manifest.kind} as ${type} } from '${moduleOf(manifest)}';`);
    return `// ${origin}: ${manifest.kind} ${manifest.metadata.name}\n(${JSON.stringify(manifest, undefined, 1)}) satisfies ${type};`;
  });
  const text = [...imports.values(), ...statements].join('\n');
  await writeFile(join(folder, 'manifests.mts'), text);
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
  const { stdout, stderr } = await runCommand(
    process.execPath,
    [
      join(modules, 'typescript', 'bin', 'tsc'),
      ...options,
      '--types',
      '',
      '--pretty',
      'false',
      'manifests.mts',
    ],
    { cwd: folder },
  );
  await remove();
  const lines = text.split('\n');
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => /error TS/.test(line))
    .map(
      (line) =>
        `${originAt(lines, Number(/\((\d+),/.exec(line)?.[1] ?? 1))}: ${line.replace(/^.*error /, '')}`,
    );
}

/** The comment above the statement that holds a line, counted from 1. */
function originAt(lines: readonly string[], line: number): string {
  const comment = lines.slice(0, line).findLast((text) => text.startsWith('// '));
  return comment?.slice(3) ?? 'imports';
}

function moduleOf({ apiVersion, kind }: Manifest): string {
  const prefix = apiVersion.startsWith('monitoring.coreos.com/')
    ? '@kubernetes-models/prometheus-operator'
    : 'kubernetes-models';
  return `${prefix}/${apiVersion}/${kind}`;
}

interface Model {
  validate(): void;
}

function isModel(value: unknown): value is new (data: object) => Model {
  return typeof value === 'function' && value.prototype !== undefined && 'validate' in value.prototype;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
