import { posix } from 'node:path';
import { readImports, type Sources } from './architecture.ts';

/** What a suite that shares its thread with others, and takes no time, has no use for. */
const NO_MODULES =
  /^import (?!type )[^;]*from '(node:(?:net|http|https|http2|tls|dgram|child_process|worker_threads))';$/gm;
const NO_CALLS =
  /\b(?:vi\.(?:mock|doMock|stubEnv|stubGlobal|useFakeTimers|setSystemTime|waitFor|waitUntil)|expect\.poll|Date\.now|performance\.now)\(/g;
const NO_FILES =
  /^(?:\.\.\/src\/(?:http|simulator)\/server\.ts|(?:program|components|endurance|support\/components)\/.+)$/;

/** Every way in which what is below `test/unit` breaks its rules; `tests` by their path below `test`. */
export function findUnitViolations(tests: Sources): string[] {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { to, isType } of readImports(path, tests.get(path) ?? '')) {
      if (!isType && tests.has(to)) visit(to);
    }
  };
  for (const path of tests.keys()) if (path.startsWith('unit/')) visit(path);
  return [...reached].flatMap((path) => checkUnit(path, tests.get(path) ?? ''));
}

function checkUnit(path: string, text: string): string[] {
  // Examples of code, as texts that hold single quotes; prettier gives double ones to no others.
  const code = text.replaceAll(/"[^"\n]*"/g, '""');
  const modules = Array.from(code.matchAll(NO_MODULES), ([, name]) => `${path} imports ${name}`);
  const files = readImports(path, code)
    .filter(({ to, isType }) => !isType && NO_FILES.test(posix.normalize(to)))
    .map(({ to }) => `${path} imports ${to}`);
  const calls = Array.from(
    code.replaceAll(/'[^'\n]*'/g, "''").matchAll(NO_CALLS),
    ([call]) => `${path} uses ${call})`,
  );
  return [...modules, ...files, ...calls];
}
