import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onAbort } from '../../src/on-abort.ts';

describe('who waits for a signal to abort', () => {
  it('is called once, as are all others, by one listener', () => {
    const controller = new AbortController();
    const called: string[] = [];
    for (const name of ['a', 'b', 'c']) onAbort(controller.signal, () => called.push(name));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    controller.abort();
    expect(called).toEqual(['a', 'b', 'c']);
  });

  it('is not called once it has left, and the last to leave takes the listener with it', () => {
    const controller = new AbortController();
    const called: string[] = [];
    const leave = ['a', 'b'].map((name) => onAbort(controller.signal, () => called.push(name)));
    leave[0]?.();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    leave[1]?.();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    onAbort(controller.signal, () => called.push('c'));
    // To leave twice takes nobody else's listener.
    leave[1]?.();
    controller.abort();
    expect(called).toEqual(['c']);
  });

  it('may leave while others are called', () => {
    const controller = new AbortController();
    const called: string[] = [];
    let leave = (): void => undefined;
    onAbort(controller.signal, () => {
      called.push('a');
      leave();
    });
    leave = onAbort(controller.signal, () => called.push('b'));
    controller.abort();
    expect(called).toEqual(['a']);
  });

  it('is not held once it was called', () => {
    const controller = new AbortController();
    const called: string[] = [];
    const leave = onAbort(controller.signal, () => called.push('a'));
    controller.abort();
    leave();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(called).toEqual(['a']);
  });
});
