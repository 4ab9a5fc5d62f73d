import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { folderOf, obtain, reasonOf, toolsFolder } from './artefact.ts';
import { catalog, type ComponentName, type Source } from './catalog.ts';
import { runCommand } from './command.ts';

export type { ComponentName } from './catalog.ts';

/** A real program for tests: where it lies, or why this machine cannot have it. */
export type Component = { readonly path: string; readonly version: string } | { readonly missing: string };

/** What becomes of a suite that needs components. */
export type Verdict<Name extends string> =
  | { readonly outcome: 'run'; readonly paths: Readonly<Record<Name, string>> }
  | { readonly outcome: 'skip' | 'fail'; readonly reason: string };

/** Fetches a component on first use. Never rejects: no network, another platform or a broken binary is `missing`. */
export async function component(name: ComponentName): Promise<Component> {
  const sources: readonly Source[] = catalog[name];
  const record = join(toolsFolder, 'found', `${name}.json`);
  try {
    const known = await readRecord(record, sources);
    if (known !== undefined) return known;
    const component = await firstThatRuns(sources);
    if ('path' in component) {
      // Two suites of one worker may look for it at once, so the process does not tell them apart.
      const unfinished = `${record}.${randomUUID()}`;
      await mkdir(dirname(record), { recursive: true });
      await writeFile(unfinished, JSON.stringify(component));
      await rename(unfinished, record);
    }
    return component;
  } catch (error) {
    return { missing: reasonOf(error) };
  }
}

/** Fetches the components and decides on a suite that needs them. */
export async function verdictOn<Name extends ComponentName>(names: readonly Name[]): Promise<Verdict<Name>> {
  const entries = await Promise.all(names.map(async (name) => [name, await component(name)] as const));
  return decide(names, new Map<string, Component>(entries), process.env['CI'] === 'true');
}

/** The rule: run with all components; without one skip, or fail where `isCi`. */
export function decide<Name extends string>(
  names: readonly Name[],
  components: ReadonlyMap<string, Component>,
  isCi: boolean,
): Verdict<Name> {
  const found = new Map<string, string>();
  const reasons: string[] = [];
  for (const name of names) {
    const component = components.get(name) ?? { missing: 'nobody looked for it' };
    if ('path' in component) found.set(name, component.path);
    else reasons.push(`${name} is not available here (${component.missing})`);
  }
  const paths: object = Object.fromEntries(found);
  if (hasEvery(paths, names)) return { outcome: 'run', paths };
  return { outcome: isCi ? 'fail' : 'skip', reason: reasons.join('; ') };
}

function hasEvery<Name extends string>(
  paths: object,
  names: readonly Name[],
): paths is Readonly<Record<Name, string>> {
  return names.every((name) => name in paths);
}

async function firstThatRuns(sources: readonly Source[]): Promise<Component> {
  const reasons: string[] = [];
  for (const { artefact, program, versionArgs } of sources) {
    try {
      const folder = await obtain(artefact);
      const path = join(folder, program);
      const { code, stdout, stderr } = await runCommand(path, versionArgs);
      if (code !== 0) throw new Error(`${program} ${versionArgs.join(' ')}: exit code ${code}`);
      const printed = /\d+\.\d+\.\d+/.exec(stdout + stderr)?.[0];
      // Debian's VictoriaMetrics prints an empty version: take the package's.
      return { path, version: printed ?? (await readFile(join(folder, 'version'), 'utf8')) };
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  // The newest source stands for the others: mostly all fail for one reason.
  return { missing: reasons[0] ?? 'no source is known' };
}

const foundSchema = z.object({ path: z.string(), version: z.string() });

async function readRecord(file: string, sources: readonly Source[]): Promise<Component | undefined> {
  if (!existsSync(file)) return undefined;
  const { data } = foundSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  // A record can outlive its file, or its row in the catalog.
  const isCurrent = sources.some((source) => join(folderOf(source.artefact), source.program) === data?.path);
  return data !== undefined && isCurrent && existsSync(data.path) ? data : undefined;
}
