import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCompiled, toCompiledFile } from '../../src/compiled-program.ts';
import { createFolder } from '../support/folder.ts';

const TEXT = `(function (require, __filename, __dirname) {
  const { basename } = require('node:path');
  const place = () => [basename(__filename), basename(__dirname)];
  const fail = () => { throw new Error('here'); };
  return { place, fail };
})`;

interface Exports {
  readonly place: () => unknown;
  readonly fail: () => never;
}

function createProgram() {
  const directory = createFolder();
  const file = join(directory, 'program.js');
  writeFileSync(file, TEXT);
  const compiledFile = toCompiledFile(file);
  return {
    file,
    compiledFile,
    run: () => runCompiled<Exports>(file, createRequire(file)),
    /** V8 itself remembers what it compiled in this process: it does not know a text of the same length. */
    forget: () => writeFileSync(file, TEXT.replace('here', 'HERE')),
  };
}

describe('a compiled program', () => {
  it('is given what a CommonJS file is', () => {
    const { file, run } = createProgram();
    const { place, fail } = run().exports;
    expect(place()).toEqual(['program.js', expect.any(String)]);
    expect(fail).toThrow(expect.toSatisfy((error: Error) => error.stack?.includes(`${file}:4:`) === true));
  });

  it('is taken as it was compiled, with what was called by then', () => {
    const { compiledFile, run, forget } = createProgram();
    const first = run();
    expect(first.isFromFile).toBe(false);
    const before = first.serialize().length;
    expect(first.exports.fail).toThrow('here');
    expect(first.serialize().length).toBeGreaterThan(before);
    writeFileSync(compiledFile, first.serialize());
    forget();
    const second = run();
    expect(second.isFromFile).toBe(true);
    expect(second.exports.fail).toThrow('here');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['garbage', Buffer.from('garbage'.repeat(1000))],
    ['zeros', Buffer.alloc(10_000)],
  ])('is compiled anew where the file holds %s', (_, bytes) => {
    const { compiledFile, run } = createProgram();
    writeFileSync(compiledFile, bytes);
    const program = run();
    expect(program.isFromFile).toBe(false);
    expect(program.exports.place()).toEqual(['program.js', expect.any(String)]);
  });

  it('is compiled anew where half of it was written', () => {
    const { compiledFile, run, forget } = createProgram();
    const bytes = run().serialize();
    writeFileSync(compiledFile, bytes.subarray(0, bytes.length / 2));
    forget();
    expect(run().isFromFile).toBe(false);
  });
});
