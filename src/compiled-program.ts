import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/**
 * A CommonJS file that is run with what V8 has compiled of it before, where that lies beside it: to compile it anew is a quarter
 * of a start. V8 takes it only by the version that made it, under the same options; otherwise, and where there is none, it compiles.
 */
export interface CompiledProgram<Exports> {
  readonly exports: Exports;
  /** Whether V8 took what was compiled before. */
  readonly isFromFile: boolean;
  /** What V8 has compiled until now, functions that were called among it. */
  serialize(): Buffer;
}

type Run<Exports> = (require: NodeJS.Require, file: string, directory: string) => Exports;

/** `file` is ASCII; both paths are absolute. What it exports is not checked, as that of other imports is not. */
export function runCompiled<Exports>(file: string, compiledFile: string): CompiledProgram<Exports> {
  // The characters of ASCII are its bytes: nothing need be decoded.
  const text = readFileSync(file, 'latin1');
  // On the first line, so that places in errors are those of the file.
  const source = `(function (require, __filename, __dirname) { const module = { exports: {} }, { exports } = module; ${text}
    return module.exports; })`;
  const script = new Script(source, { filename: file, cachedData: readIfThere(compiledFile) });
  // oxlint-disable-next-line no-unsafe-type-assertion -- it is the function above
  const run = script.runInThisContext() as Run<Exports>;
  return {
    exports: run(createRequire(file), file, dirname(file)),
    isFromFile: script.cachedDataRejected === false,
    serialize: () => script.createCachedData(),
  };
}

/** Where that lies which was compiled under these options of Node. */
export function toCompiledFile(file: string, options: readonly string[]): string {
  return `${file}.compiled${options
    .join(' ')
    .trim()
    .replaceAll(/[^\w=-]+/g, '_')}`;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
