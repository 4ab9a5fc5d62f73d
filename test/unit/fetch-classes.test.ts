import { describe, expect, it } from 'vitest';
import { defer, fetchClasses } from '../../tools/fetch-classes.ts';

function createDeferred() {
  const loaded: string[] = [];
  const target = {
    Request: defer(() => (loaded.push('Request'), Request)),
    Response: defer(() => (loaded.push('Response'), Response)),
    Headers: defer(() => (loaded.push('Headers'), Headers)),
  };
  return { loaded, target };
}

describe('the classes of fetch', () => {
  it('can be read, extended and asked about without being loaded', () => {
    const { loaded, target } = createDeferred();
    class Own extends target.Response {}
    Object.setPrototypeOf({}, target.Headers.prototype);
    expect([{} instanceof target.Request, Object.create(Own.prototype) instanceof target.Response]).toEqual([
      false,
      true,
    ]);
    expect(loaded).toEqual([]);
  });

  it('are loaded once, and each for itself, by the first object', async () => {
    const { loaded, target } = createDeferred();
    const response = new target.Response('text', { status: 201, headers: { a: 'b' } });
    expect([response.status, response.headers.get('a'), await response.text()]).toEqual([201, 'b', 'text']);
    expect(await new target.Response('more').text()).toBe('more');
    expect(loaded).toEqual(['Response']);
    expect(await target.Response.json({ a: 1 }).json()).toEqual({ a: 1 });
  });

  it('make objects of classes that extended them before', async () => {
    const { target } = createDeferred();
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
    const { target } = createDeferred();
    class Own extends target.Headers {}
    expect(new target.Headers() instanceof Own).toBe(false);
    expect([new Headers() instanceof target.Headers, new Headers() instanceof Own]).toEqual([true, false]);
  });

  it('hide nothing else that is global', () => {
    expect(Reflect.get(fetchClasses, 'setTimeout')).toBe(setTimeout);
    expect(Object.keys(fetchClasses)).toEqual(['Request', 'Response', 'Headers']);
  });
});
