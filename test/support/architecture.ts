import { dirname, posix } from 'node:path';

/** Source texts by their path below `src`, e.g. `poll/poller.ts`. */
export type Sources = ReadonlyMap<string, string>;

interface Import {
  readonly from: string;
  readonly to: string;
  /** Erased by the compiler: `import type`, `export type … from`. */
  readonly isType: boolean;
}

/** Which other folders each folder may import: everything of them, or their types only. */
const MAY_IMPORT: Readonly<Record<string, Readonly<Record<string, 'all' | 'types'>>>> = {
  config: {},
  webex: {},
  snapshot: { webex: 'types' },
  poll: { webex: 'all', snapshot: 'all' },
  collectors: { config: 'all', webex: 'all', snapshot: 'all', poll: 'types', metrics: 'all' },
  state: { webex: 'all', snapshot: 'types' },
  check: { poll: 'types', snapshot: 'types', webex: 'all' },
  metrics: { snapshot: 'all' },
  network: {},
  backfill: { poll: 'types', webex: 'all', snapshot: 'all', state: 'all', metrics: 'all' },
  http: {},
  status: { snapshot: 'types' },
  rules: { webex: 'types' },
  simulator: {},
  exporter: {
    config: 'all',
    collectors: 'all',
    webex: 'all',
    poll: 'all',
    snapshot: 'all',
    state: 'all',
    metrics: 'all',
    network: 'all',
    status: 'all',
    http: 'all',
  },
};

/**
 * The entry and the commands: they see everything, and nothing else may import it. All other files directly in src are types and
 * pure helpers, which any folder may import and which import no folder themselves.
 */
const COMPOSITION = new Set(['main.ts', 'entry.ts', 'program.ts', 'commands']);

const IMPURE = [
  'process.env',
  'Date.now',
  'new Date()',
  'Math.random',
  'console.',
  'performance.now',
  'globalThis.',
];
const IMPURE_FILES = new Set(['main.ts', 'entry.ts', 'log.ts']);

const CATCH_ALL_NAMES = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'manager', 'types', 'misc']);
const MAX_LINES = 300;

/** Every way in which the sources break the rules of the house, a sentence each. */
export function findViolations(sources: Sources): string[] {
  const imports = Array.from(sources).flatMap(([path, text]) => readImports(path, text));
  return [
    ...imports.flatMap(checkImport),
    ...findCycles(imports),
    ...Array.from(sources).flatMap(([path, text]) => [
      ...checkPurity(path, text),
      ...checkName(path),
      ...checkLength(path, text),
      ...checkWeight(path, text),
    ]),
  ];
}

/** Rooms that must work for a collector that nobody has written yet. The configuration has its settings, the rules its metrics. */
const NEUTRAL_ROOMS = new Set([
  'backfill',
  'check',
  'commands',
  'exporter',
  'http',
  'metrics',
  'poll',
  'snapshot',
  'state',
  'status',
  'webex',
]);

/** What names a collector and may: the list of them, and readers of files from before there were two. */
const NAMING_FILES = new Set(['exporter/collectors.ts', 'state/target-file.ts', 'backfill/answer-log.ts']);

/** Where a word of ours is also a collector's name and means something else: the part of the page that is always made anew. */
const HOMONYM_ROOMS = ['metrics/page/'];

/** Where a room names a collector: as a text, by its module, by a metric of its own, or in a name of ours. */
export function findCollectorNames(sources: Sources): string[] {
  const paths = [...sources.keys()];
  const names = new Set(paths.flatMap((path) => /^collectors\/([^/]+)\//.exec(path)?.[1] ?? []));
  return Array.from(sources).flatMap(([path, text]) => {
    if (!NEUTRAL_ROOMS.has(placeOf(path)) || NAMING_FILES.has(path)) return [];
    // The addresses of Webex's APIs are Webex's words.
    const code = withoutComments(text).replaceAll(/\bv1\/[\w/]+/g, '');
    const hasHomonyms = HOMONYM_ROOMS.some((room) => path.startsWith(room));
    return [...names]
      .filter((name) => toReference(name).test(code) || (!hasHomonyms && toNameOfOurs(name).test(code)))
      .map((name) => `${path} names ${name}`);
  });
}

function toReference(name: string): RegExp {
  return new RegExp(`['"\`]${name}['"\`]|collectors/${name}/|webex_${name}_|\\b${name.toUpperCase()}\\b`);
}

function toNameOfOurs(name: string): RegExp {
  const capitalised = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return new RegExp(`(?<![A-Za-z])${name}(?=[A-Z])|[a-z]${capitalised}(?![a-z])`);
}

/** The relative imports of a module, re-exports and dynamic ones included. */
export function readImports(path: string, text: string): Import[] {
  const code = withoutComments(text);
  const found = [
    ...code.matchAll(/^\s*(?:import|export)\s+([^;'"]*?)\bfrom\s+['"](\.[^'"]+)['"]/gm),
    ...code.matchAll(/^\s*(import)\s+['"](\.[^'"]+)['"]/gm),
    ...code.matchAll(/\b(import)\(\s*['"](\.[^'"]+)['"]/g),
  ];
  return found.map(([, clause = '', target = '']) => ({
    from: path,
    to: posix.join(dirname(path), target),
    isType: clause.startsWith('type '),
  }));
}

function checkImport({ from, to, isType }: Import): string[] {
  const importer = placeOf(from);
  const imported = placeOf(to);
  if (importer === imported || COMPOSITION.has(importer) || isShared(imported)) return [];
  if (isShared(importer)) return [`${from} is shared and must not import ${to}`];
  const right = MAY_IMPORT[importer]?.[imported];
  if (right === 'all' || (right === 'types' && isType)) return [];
  return [
    right === 'types'
      ? `${from} may import types only from ${imported}, not ${to}`
      : `${from} must not import ${to}`,
  ];
}

/** A file directly in src stands for itself, any other for its folder. */
function placeOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isShared(place: string): boolean {
  return place.endsWith('.ts') && !COMPOSITION.has(place);
}

/** Types count too: modules whose types refer to each other can only be understood together. */
function findCycles(imports: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];

  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start !== -1) cycles.push(`import cycle: ${[...trail.slice(start), path].join(' -> ')}`);
    if (start !== -1 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  }

  for (const path of targets.keys()) visit(path, []);
  return cycles;
}

function checkPurity(path: string, text: string): string[] {
  if (IMPURE_FILES.has(path)) return [];
  const code = withoutComments(text);
  return IMPURE.filter((word) => code.includes(word)).map((word) => `${path} uses ${word}`);
}

function checkName(path: string): string[] {
  return path
    .replace(/\.ts$/, '')
    .split('/')
    .flatMap((name) => {
      if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return [`${path}: ${name} is not kebab-case`];
      return CATCH_ALL_NAMES.has(name) ? [`${path}: ${name} says nothing about what is in it`] : [];
    });
}

function checkLength(path: string, text: string): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > MAX_LINES ? [`${path} has ${lines} lines, more than ${MAX_LINES}`] : [];
}

/** zod's `z` brings its words in fifty languages, which a bundle leaves out of a namespace. */
function checkWeight(path: string, text: string): string[] {
  return /^import \{.* from 'zod'/m.test(text) ? [`${path} imports zod by name, not as a namespace`] : [];
}

/** Lines that are comments as a whole; prettier puts every doc comment on lines of its own. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(?:\/\/|\/\*|\*).*$/gm, '');
}
