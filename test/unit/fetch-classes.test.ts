import { describe, expect, it } from 'vitest';
import { deferFetchClasses } from '../../src/fetch-classes.ts';

/** A stand-in for the global object, whose classes are loaded when they are read. */
function createTarget() {
  const loaded: string[] = [];
  const { Request, Response, Headers } = globalThis;
  const target = { Request, Response, Headers };
  for (const name of ['Request', 'Response', 'Headers'] as const) {
    const own = globalThis[name];
    Object.defineProperty(target, name, {
      get: () => (loaded.push(name), own),
      configurable: true,
    });
  }
  deferFetchClasses(target);
  return { loaded, target };
}

describe('the classes of fetch', () => {
  it('can be read, extended and asked about without being loaded', () => {
    const { loaded, target } = createTarget();
    class Own extends target.Response {}
    Object.setPrototypeOf({}, target.Headers.prototype);
    expect([{} instanceof target.Request, Object.create(Own.prototype) instanceof target.Response]).toEqual([
      false,
      true,
    ]);
    expect(loaded).toEqual([]);
  });

  it('are loaded once, and each for itself, by the first object', async () => {
    const { loaded, target } = createTarget();
    const response = new target.Response('text', { status: 201, headers: { a: 'b' } });
    expect([response.status, response.headers.get('a'), await response.text()]).toEqual([201, 'b', 'text']);
    expect(await new target.Response('more').text()).toBe('more');
    expect(loaded).toEqual(['Response']);
    expect(await target.Response.json({ a: 1 }).json()).toEqual({ a: 1 });
  });

  it('make objects of classes that extended them before', async () => {
    const { target } = createTarget();
    class Own extends target.Request {
      get place(): string {
        return new URL(this.url).pathname;
      }
    }
    const request = new Own('http://a.example/b', { method: 'POST', body: 'c' });
    expect([request.place, request.method, await request.text()]).toEqual(['/b', 'POST', 'c']);
    expect([request instanceof Own, request instanceof target.Request, request instanceof Request]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("know Node's own objects as theirs, subclasses do not", () => {
    const { target } = createTarget();
    class Own extends target.Headers {}
    expect(new target.Headers() instanceof Own).toBe(false);
    expect([new Headers() instanceof target.Headers, new Headers() instanceof Own]).toEqual([true, false]);
  });

  it('stay as they are where they are loaded already', () => {
    const target = { Request: 1 };
    deferFetchClasses(target);
    expect(target).toEqual({ Request: 1 });
  });
});
