import type { FileAccess } from '../file-access.ts';
import type { ConfigFiles } from './environment.ts';

/**
 * Lets a configuration be resolved at once although no file may hold up the process: `resolve` is called again until it
 * has asked for nothing that was not looked at before. What it makes of a file that is still to come does not count.
 * `texts` has what was read, by path, or why it could not be.
 */
export async function withFiles<T>(
  files: FileAccess,
  resolve: (files: ConfigFiles, texts: ReadonlyMap<string, string>) => T,
): Promise<T> {
  const texts = new Map<string, string>();
  const shelf = createShelf(async (path) => {
    const text = files.read(path);
    texts.set(path, await text.catch(String));
    return text;
  });
  const folders = createShelf((path) => files.list(path));
  for (;;) {
    const result = resolve({ readFile: shelf.take, listFolder: folders.take }, texts);
    const missing = [...shelf.missing(), ...folders.missing()];
    if (missing.length === 0) return result;
    await Promise.all(missing);
  }
}

/** What was fetched so far, by its path. */
interface Shelf<V> {
  /** Throws why it could not be fetched, or because it was not yet. */
  readonly take: (path: string) => V;
  /** Fetches all that was asked for in vain. */
  readonly missing: () => Promise<void>[];
}

function createShelf<V>(fetch: (path: string) => Promise<V>): Shelf<V> {
  const fetched = new Map<string, () => V>();
  const asked = new Set<string>();

  async function add(path: string): Promise<void> {
    try {
      const value = await fetch(path);
      fetched.set(path, () => value);
    } catch (error) {
      fetched.set(path, () => {
        throw error;
      });
    }
  }

  return {
    take(path) {
      const found = fetched.get(path);
      if (found) return found();
      asked.add(path);
      throw new Error(`${path} is still to be looked at`);
    },
    missing() {
      const paths = [...asked];
      asked.clear();
      return paths.map(add);
    },
  };
}
