interface FetchClass {
  readonly prototype: object;
  new (...given: readonly unknown[]): object;
}

/**
 * Puts functions in the place of `Request`, `Response` and `Headers` that become Node's classes when the first object is made. Node
 * loads all of its `fetch` (6 MiB, a tenth of a start) when one of these names is first read. hono's server reads them to extend the classes,
 * but makes no object of them for scrapes and probes. What belongs to the classes, such as `Response.json`, is not there before.
 */
export function deferFetchClasses(target: object): void {
  for (const name of ['Request', 'Response', 'Headers']) {
    const read = Object.getOwnPropertyDescriptor(target, name)?.get?.bind(target);
    if (read) Object.defineProperty(target, name, { value: defer(read), writable: true, configurable: true });
  }
}

function defer(read: () => FetchClass): FetchClass {
  let loaded: FetchClass | undefined;

  function load(): FetchClass {
    loaded = read();
    Object.setPrototypeOf(Deferred, loaded);
    Object.setPrototypeOf(Deferred.prototype, loaded.prototype);
    return loaded;
  }

  /** A subclass too makes objects of the class by calling this. */
  class Deferred {
    constructor(...given: readonly unknown[]) {
      return Reflect.construct(loaded ?? load(), given, new.target);
    }
    /** Node makes objects of its class without asking here. */
    static [Symbol.hasInstance](value: unknown): boolean {
      return this === Deferred && loaded !== undefined
        ? value instanceof loaded
        : Function.prototype[Symbol.hasInstance].call(this, value);
    }
  }
  return Deferred;
}
