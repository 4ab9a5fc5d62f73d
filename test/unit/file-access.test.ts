import { describe, expect, it } from 'vitest';
import { createFileAccess } from '../../src/file-access.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

/** A file system on which some paths answer only when they are told to. */
function createMount() {
  const asked: string[] = [];
  const answers = new Map<string, (text: string) => void>();
  const read = (path: string): Promise<string> => {
    asked.push(path);
    return path.startsWith('hangs')
      ? new Promise((resolve) => answers.set(path, resolve))
      : Promise.resolve(`text of ${path}`);
  };
  const clock = createVirtualClock();
  return { clock, asked, answers, files: createFileAccess(clock, read) };
}

describe('a file', () => {
  it('that answers is read each time', async () => {
    const { files, asked, clock } = createMount();
    expect(await files.read('a')).toBe('text of a');
    expect(await files.read('a')).toBe('text of a');
    expect(asked).toEqual(['a', 'a']);
    expect(files.isHeld).toBe(false);
    expect(clock.sleeping).toBe(0);
  });

  it('that hangs is given up after 5 s, is asked once however often it is wanted, and is read once it is back', async () => {
    const { files, asked, answers, clock } = createMount();
    const wanted = [files.read('hangs'), files.read('hangs')].map((reading) => reading.catch(String));
    await clock.advance(5000);
    // From then on it is not waited for.
    wanted.push(files.read('hangs').catch(String));
    expect(files.isHeld).toBe(true);
    for (const words of await Promise.all(wanted))
      expect(words).toBe('Error: hangs does not answer within 5 s');
    expect(asked).toEqual(['hangs']);
    expect(await files.read('a')).toBe('text of a');
    answers.get('hangs')?.('at last');
    await clock.advance(0);
    void files.read('hangs');
    await clock.advance(0);
    expect(asked).toEqual(['hangs', 'a', 'hangs']);
  });

  it('is not asked for while two others hang, so that threads are left for everything else', async () => {
    const { files, asked, answers, clock } = createMount();
    const wanted = [
      files.read('hangs-1'),
      files.work('hangs-2', () => new Promise<never>(() => undefined)),
    ].map((work: Promise<unknown>) => work.catch(String));
    await clock.advance(5000);
    await Promise.all(wanted);
    await expect(files.list('a')).rejects.toThrow('a is left alone');
    await expect(files.read('a')).rejects.toThrow('a is left alone while hangs-1 and hangs-2 hang');
    expect(asked).toEqual(['hangs-1']);
    answers.get('hangs-1')?.('');
    await clock.advance(0);
    expect(await files.read('a')).toBe('text of a');
  });
});
