import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBoundedFile } from '../../../src/bounded-file.ts';
import {
  readFileIfPresent,
  replaceFile,
  syncDirectory,
  writeFileAtomically,
} from '../../../src/state/atomic-file.ts';
import { createFolder } from '../../support/folder.ts';

describe('a file that may be there', () => {
  it('is not where its folder is none', async () => {
    const folder = join(createFolder(), 'folder');
    expect(await readFileIfPresent(join(folder, 'kept.json'), readBoundedFile)).toBeUndefined();
    writeFileSync(folder, '');
    expect(await readFileIfPresent(join(folder, 'kept.json'), readBoundedFile)).toBeUndefined();
  });
});

describe('a file that is replaced', () => {
  it('is for its owner alone, whatever lay there', async () => {
    const path = join(createFolder(), 'kept.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o666);
    writeFileSync(`${path}.tmp`, 'left over', { mode: 0o666 });
    await writeFileAtomically(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not written through a link, under its own name or an unfinished one', async () => {
    const folder = createFolder();
    const foreign = join(folder, 'foreign');
    const path = join(folder, 'kept.json');
    writeFileSync(foreign, 'precious');
    symlinkSync(foreign, path);
    symlinkSync(foreign, `${path}.tmp`);
    await writeFileAtomically(path, 'new');
    expect(readFileSync(foreign, 'utf8')).toBe('precious');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('by two at a time is whole, and of one of them', async () => {
    const folder = createFolder();
    const path = join(folder, 'kept.json');
    const texts = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(10_000));
    await Promise.all(texts.map((text) => writeFileAtomically(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(folder)).toEqual(['kept.json']);
  });

  it('stays when writing fails, and nothing is left over', async () => {
    const folder = createFolder();
    const path = join(folder, 'kept.json');
    await writeFileAtomically(path, 'old');
    await expect(replaceFile(path, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['kept.json']);
  });
});

describe('a bounded file', () => {
  it.each(['x'.repeat(1000), ''])('of no more than it may have is read (%#)', async (text) => {
    const path = join(createFolder(), 'file');
    writeFileSync(path, text);
    expect(await readBoundedFile(path, 1000)).toBe(text);
  });

  it('of one byte more is refused', async () => {
    const path = join(createFolder(), 'file');
    writeFileSync(path, 'x'.repeat(1001));
    await expect(readBoundedFile(path, 1000)).rejects.toThrow('larger than');
  });

  it('that has no size is read to its end', async () => {
    expect(await readBoundedFile('/proc/self/status')).toContain('VmRSS');
  });

  it.each([
    ['a directory', createPath((path) => mkdirSync(path))],
    ['a device', createPath((path) => symlinkSync('/dev/zero', path))],
  ])('is not %s', async (_, create) => {
    await expect(readBoundedFile(create())).rejects.toThrow('no regular file');
  });
});

function createPath(make: (path: string) => void): () => string {
  return () => {
    const path = join(createFolder(), 'file');
    make(path);
    return path;
  };
}

describe('a folder', () => {
  it('that cannot be written through to its disk is no error, as on CIFS', async () => {
    // Linux answers EINVAL here, too.
    await expect(syncDirectory('/proc/self')).resolves.toBeUndefined();
  });

  it('that is not there is one', async () => {
    await expect(syncDirectory(join(createFolder(), 'gone'))).rejects.toThrow('ENOENT');
  });
});
