import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/**
 * A file that is run with what V8 has compiled of it before, where that lies beside it: to compile it anew is a quarter
 * of a start. V8 takes it only by the version that made it, under the same options; otherwise, and where there is none, it compiles.
 */
export interface CompiledProgram<Exports> {
  readonly exports: Exports;
  /** Whether V8 took what was compiled before. */
  readonly isFromFile: boolean;
  /** What V8 has compiled until now, functions that were called among it. */
  serialize(): Buffer;
}

/** What the file consists of: one expression, which need not be put together in memory. */
type Run<Exports> = (require: NodeJS.Require, file: string, directory: string) => Exports;

/**
 * What it exports is not checked, as that of other imports is not.
 *
 * @param file absolute path, beside what asks for it
 * @param require of what asks for it: Node takes a millisecond to make another
 */
export function runCompiled<Exports>(file: string, require: NodeJS.Require): CompiledProgram<Exports> {
  // It is ASCII (bundle.ts), of which there is nothing to decode.
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    cachedData: readIfThere(toCompiledFile(file)),
  });
  // oxlint-disable-next-line no-unsafe-type-assertion -- bundle.ts makes it so
  const run = script.runInThisContext() as Run<Exports>;
  return {
    exports: run(require, file, dirname(file)),
    isFromFile: script.cachedDataRejected === false,
    serialize: () => script.createCachedData(),
  };
}

/** Where that lies which was compiled of a file. */
export function toCompiledFile(file: string): string {
  return `${file}.compiled`;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
