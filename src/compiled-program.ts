import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** Both paths are absolute. What it exports is not checked, as that of other imports is not. */
export function runCompiled<Exports>(file: string, compiledFile: string): CompiledProgram<Exports> {
  const script = new Script(readFileSync(file, 'utf8'), {
    filename: file,
    cachedData: readIfThere(compiledFile),
  });
  // oxlint-disable-next-line no-unsafe-type-assertion -- bundle.ts makes it so
  const run = script.runInThisContext() as Run<Exports>;
  return {
    exports: run(createRequire(file), file, dirname(file)),
    isFromFile: script.cachedDataRejected === false,
    serialize: () => script.createCachedData(),
  };
}

/** Of V8, which the image starts the program with. */
export const IMAGE_OPTION = '--max-semi-space-size=1';

/** Where that lies which was compiled for a start with these options of Node. */
export function toCompiledFile(file: string, options: string): string {
  return options.split(/\s+/).includes(IMAGE_OPTION) ? `${file}.compiled-for-image` : `${file}.compiled`;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
