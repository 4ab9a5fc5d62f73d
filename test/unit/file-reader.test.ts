import { describe, expect, it } from 'vitest';
import { createFileReader, type ReadFile } from '../../src/file-reader.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

/** A file system on which some paths answer only when they are told to. */
function createMount() {
  const asked: string[] = [];
  const answers = new Map<string, (text: string) => void>();
  const read: ReadFile = (path) => {
    asked.push(path);
    return path.startsWith('hangs')
      ? new Promise((resolve) => answers.set(path, resolve))
      : Promise.resolve(`text of ${path}`);
  };
  const clock = createVirtualClock();
  return { clock, asked, answers, readFile: createFileReader(clock, read) };
}

describe('a file', () => {
  it('that answers is read each time', async () => {
    const { readFile, asked, clock } = createMount();
    expect(await readFile('a')).toBe('text of a');
    expect(await readFile('a')).toBe('text of a');
    expect(asked).toEqual(['a', 'a']);
    expect(clock.sleeping).toBe(0);
  });

  it('that hangs is given up after 5 s, is asked once however often it is wanted, and is read once it is back', async () => {
    const { readFile, asked, answers, clock } = createMount();
    for (let time = 0; time < 3; time += 1) {
      const wanted = readFile('hangs').catch(String);
      await clock.advance(5000);
      expect(await wanted).toBe('Error: hangs does not answer within 5 s');
    }
    expect(asked).toEqual(['hangs']);
    const late = readFile('hangs');
    answers.get('hangs')?.('at last');
    expect(await late).toBe('at last');
    expect(await readFile('a')).toBe('text of a');
  });

  it('is not asked for while two others hang, so that threads are left for everything else', async () => {
    const { readFile, asked, answers, clock } = createMount();
    const wanted = [readFile('hangs-1'), readFile('hangs-2')].map((read) => read.catch(String));
    await clock.advance(5000);
    await Promise.all(wanted);
    await expect(readFile('a')).rejects.toThrow('a is not read while hangs-1 and hangs-2 do not answer');
    expect(asked).toEqual(['hangs-1', 'hangs-2']);
    answers.get('hangs-1')?.('');
    await clock.advance(0);
    expect(await readFile('a')).toBe('text of a');
  });
});
