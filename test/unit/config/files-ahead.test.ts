import { describe, expect, it } from 'vitest';
import { withFiles } from '../../../src/config/files-ahead.ts';
import type { ConfigFiles } from '../../../src/config/environment.ts';
import type { FileAccess } from '../../../src/file-access.ts';
import { filesOf } from '../../support/files.ts';

/** Files of which it is known how often they were read. */
function createCounted(texts: Readonly<Record<string, string>>) {
  const files = filesOf(texts);
  const asked: string[] = [];
  const counted: FileAccess = {
    ...files,
    read(path) {
      asked.push(path);
      return files.read(path);
    },
    list(path) {
      asked.push(`${path}/`);
      return Promise.resolve(['b']);
    },
  };
  return { files: counted, asked };
}

/** Follows names from file to file, as a configuration does. */
function follow({ readFile, listFolder }: ConfigFiles, first: string): string[] {
  try {
    const next = first.endsWith('/') ? listFolder(first.slice(0, -1)).join(' ') : readFile(first);
    return [
      first,
      ...next.split(' ').flatMap((name) => (name === '' ? [] : follow({ readFile, listFolder }, name))),
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : ''];
  }
}

describe('files that are read ahead', () => {
  it('are each read once, those that are named in others too', async () => {
    const { files, asked } = createCounted({ a: 'folder/ c', b: '', c: '' });
    const result = await withFiles(files, (given, texts) => ({
      found: follow(given, 'a'),
      texts: [...texts],
    }));
    expect(result).toEqual({
      found: ['a', 'folder/', 'b', 'c'],
      texts: [
        ['a', 'folder/ c'],
        ['c', ''],
        ['b', ''],
      ],
    });
    expect(asked).toEqual(['a', 'c', 'folder/', 'b']);
  });

  it('that cannot be read are told with their reason', async () => {
    const { files, asked } = createCounted({ a: 'gone' });
    expect(await withFiles(files, (given) => follow(given, 'a'))).toEqual([
      'a',
      "ENOENT: no such file or directory, open 'gone'",
    ]);
    expect(asked).toEqual(['a', 'gone']);
  });

  it('are none where none is asked for', async () => {
    const { files, asked } = createCounted({});
    expect(await withFiles(files, () => 'nothing')).toBe('nothing');
    expect(asked).toEqual([]);
  });
});
