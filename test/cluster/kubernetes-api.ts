import { request } from 'node:http';
import { z } from 'zod';

/** A Kubernetes object, as far as everything has it. */
const object = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
});

export type KubernetesObject = z.output<typeof object>;

const event = z.object({ type: z.string(), object: z.looseObject({}) });

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The API of a cluster by `kubectl proxy`. */
export interface Api {
  readonly version: () => Promise<string>;
  /** Any answer, refusals too. `body` is sent as JSON unless it is a text. */
  readonly ask: (method: string, path: string, body?: unknown, type?: string) => Promise<Answer>;
  /** An object or list; rejects with the API's words when there is none. */
  readonly read: (path: string) => Promise<KubernetesObject>;
  /** Makes an object unless there is one of that name. */
  readonly create: (path: string, object: object) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /**
   * Watches what a list's path names (with a selector after `?`) until the objects that there are at a moment, by name,
   * are as wanted. Rejects with what there is after `timeoutMs` (default 120 000).
   */
  readonly until: (
    path: string,
    isWanted: (objects: ReadonlyMap<string, KubernetesObject>) => boolean,
    timeoutMs?: number,
  ) => Promise<ReadonlyMap<string, KubernetesObject>>;
}

const PATIENCE_MS = 120_000;

export function createApi(socketPath: string): Api {
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': type };
      const outgoing = request({ socketPath, method, path, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
    });
  }

  async function askToSuccess(
    method: string,
    path: string,
    body?: unknown,
    accepted?: number,
  ): Promise<string> {
    const { status, text } = await ask(method, path, body);
    if (status >= 400 && status !== accepted)
      throw new Error(`${method} ${path}: ${status}: ${text.slice(0, 2000)}`);
    return text;
  }

  async function until(
    path: string,
    isWanted: (objects: ReadonlyMap<string, KubernetesObject>) => boolean,
    timeoutMs = PATIENCE_MS,
  ): Promise<ReadonlyMap<string, KubernetesObject>> {
    const objects = new Map<string, KubernetesObject>();
    let isOver = false;
    return new Promise((resolve, reject) => {
      const separator = path.includes('?') ? '&' : '?';
      const watching = request({ socketPath, path: `${path}${separator}watch=1` }, (response) => {
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          const lines = (rest + part).split('\n');
          rest = lines.pop() ?? '';
          lines.forEach(take);
        });
        // When it has seen enough, the watch is cut off.
        response.on('error', () => undefined);
        response.on('end', () => fail('the watch ended'));
      });
      const timer = setTimeout(() => fail(`not so within ${timeoutMs} ms`), timeoutMs);
      // Nothing may be there at all, of which a watch says nothing.
      const nothing = setTimeout(settle, 500);
      watching.on('error', (error) => fail(error.message));
      watching.end();

      function take(line: string): void {
        if (isOver) return;
        try {
          const { type, object: changed } = event.parse(JSON.parse(line));
          if (type === 'ERROR') return fail(line);
          if (type !== 'BOOKMARK') {
            const known = object.parse(changed);
            if (type === 'DELETED') objects.delete(known.metadata.name);
            else objects.set(known.metadata.name, known);
          }
          clearTimeout(nothing);
          settle();
        } catch (error) {
          fail(String(error));
        }
      }
      function settle(): void {
        if (!isWanted(objects)) return;
        end();
        resolve(objects);
      }
      function fail(reason: string): void {
        end();
        const found = JSON.stringify([...objects.values()].map(summarise), undefined, 1);
        reject(new Error(`${path}: ${reason}: ${found}`));
      }
      function end(): void {
        isOver = true;
        clearTimeout(timer);
        clearTimeout(nothing);
        watching.removeAllListeners('error').on('error', () => undefined);
        watching.destroy();
      }
    });
  }

  return {
    ask,
    until,
    async version() {
      const text = await askToSuccess('GET', '/version');
      return z.looseObject({ gitVersion: z.string() }).parse(JSON.parse(text)).gitVersion;
    },
    async read(path) {
      return z
        .looseObject({ metadata: z.looseObject({ name: z.string().default('') }) })
        .parse(JSON.parse(await askToSuccess('GET', path)));
    },
    async create(path, made) {
      await askToSuccess('POST', path, made, 409);
    },
    async remove(path) {
      await askToSuccess('DELETE', path, undefined, 404);
    },
  };
}

/** What says why something is not as wanted. */
function summarise({ metadata, status }: KubernetesObject): object {
  return { name: metadata.name, status };
}
