import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { createConnection } from '../../../src/exporter/connection.ts';
import type { Fetch } from '../../../src/fetch.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { NO_FILES } from '../../support/files.ts';

function connect(fetch: Fetch) {
  const clock = createVirtualClock();
  const env = { WEBEX_SITES: 'acme.webex.com', WEBEX_ACCESS_TOKEN: 'a-token-of-mine' };
  const [account] = resolveConfig({ env, ...NO_FILES }, [])?.config.accounts ?? [];
  if (account === undefined) throw new Error('the configuration is bad');
  return { clock, ...createConnection(account, { runtime: createFakeRuntime({ clock, fetch }) }) };
}

/** How long the account is silent after an answer to a question that no site has asked, in ms. */
async function silenceAfter(status: number, retryAfter?: string): Promise<number> {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const { clock, gate, gatedExchange } = connect(() =>
    Promise.resolve(new Response('{}', { status, headers })),
  );
  const url = new URL('https://webexapis.com/v1/people/me');
  const { signal } = new AbortController();
  await gatedExchange({ endpoint: 'people', method: 'GET', url, headers: {} }, signal);
  return Math.max(0, gate.pausedUntilMs - clock.now());
}

describe('an answer to what is asked beside the polls', () => {
  it.each([
    [423, '7', 7000],
    [429, '7', 7000],
    [423, undefined, 60_000],
    [429, 'rand(30),add(30)', 60_000],
    [503, '7', 0],
    [403, '7', 0],
    [200, undefined, 0],
  ])('%i with Retry-After %s holds the account back for %i ms', async (status, retryAfter, ms) => {
    expect(await silenceAfter(status, retryAfter)).toBe(ms);
  });
});

describe('a grant that is on its way when the program stops', () => {
  function ask() {
    const stop = new AbortController();
    let answer = (): void => undefined;
    const { clock, gatedExchange } = connect(
      (_, { signal }) =>
        new Promise((resolve, reject) => {
          answer = () => resolve(new Response('{}'));
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    const url = new URL('https://webexapis.com/v1/access_token');
    const granted = gatedExchange(
      { endpoint: 'access_token', method: 'POST', url, headers: {} },
      stop.signal,
    );
    return { clock, stop, granted, answer: () => answer() };
  }

  it('has five more seconds', async () => {
    const { clock, stop, granted, answer } = ask();
    await clock.advance(1000);
    stop.abort(new Error('stopped'));
    await clock.advance(4999);
    answer();
    expect(await granted).toMatchObject({ kind: 'answered' });
    expect(clock.sleeping).toBe(0);
  });

  it('is given up after them', async () => {
    const { clock, stop, granted } = ask();
    const settled = Promise.allSettled([granted]);
    await clock.advance(1000);
    stop.abort(new Error('stopped'));
    await clock.advance(5000);
    expect(await settled).toMatchObject([{ status: 'rejected', reason: { message: 'stopped' } }]);
    expect(clock.sleeping).toBe(0);
  });

  it('and was answered before leaves nothing that waits', async () => {
    const { clock, stop, granted, answer } = ask();
    await clock.advance(1000);
    answer();
    await granted;
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    stop.abort();
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});
