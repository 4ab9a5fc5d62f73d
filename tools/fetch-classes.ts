interface FetchClass {
  readonly prototype: object;
  new (...given: never[]): object;
}

/**
 * Stands in the built program for the global object's classes of fetch, and becomes Node's own when the first object is made. Node loads
 * all of its `fetch` (6 MiB, a tenth of a start) when one of the names is first read. hono's server reads them to extend the classes,
 * and puts its own in their place; it makes no object of Node's for scrapes and probes. What belongs to the classes, such as
 * `Response.error`, is not there before.
 */
export const fetchClasses = {
  Request: take('Request'),
  Response: take('Response'),
  Headers: take('Headers'),
};
// It is all of `global` to the program: what else a package reads there is found behind.
Object.setPrototypeOf(fetchClasses, globalThis);

function take<Name extends 'Request' | 'Response' | 'Headers'>(name: Name): (typeof globalThis)[Name] {
  return defer(() => globalThis[name]);
}

/** A class that is another one, which is read when the first object is made. */
export function defer<C extends FetchClass>(read: () => C): C {
  let loaded: C | undefined;

  function load(): C {
    loaded = read();
    Object.setPrototypeOf(Deferred, loaded);
    Object.setPrototypeOf(Deferred.prototype, loaded.prototype);
    return loaded;
  }

  /** A subclass too makes objects of the class by calling this. */
  class Deferred {
    constructor(...given: never[]) {
      return Reflect.construct(loaded ?? load(), given, new.target);
    }
    /** Node makes objects of its class without asking here. */
    static [Symbol.hasInstance](value: unknown): boolean {
      return this === Deferred && loaded !== undefined
        ? value instanceof loaded
        : Function.prototype[Symbol.hasInstance].call(this, value);
    }
  }
  // oxlint-disable-next-line no-unsafe-type-assertion -- it becomes that one
  return Deferred as unknown as C;
}
