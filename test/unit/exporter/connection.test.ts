import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { createConnection } from '../../../src/exporter/connection.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { NO_FILES } from '../../support/files.ts';

/** How long the account is silent after an answer to a question that no site has asked, in ms. */
async function silenceAfter(status: number, retryAfter?: string): Promise<number> {
  const clock = createVirtualClock();
  const env = { WEBEX_SITES: 'acme.webex.com', WEBEX_ACCESS_TOKEN: 'a-token-of-mine' };
  const [account] = resolveConfig({ env, ...NO_FILES }, [])?.config.accounts ?? [];
  if (account === undefined) throw new Error('the configuration is bad');
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const fetch = (): Promise<Response> => Promise.resolve(new Response('{}', { status, headers }));
  const { gate, gatedExchange } = createConnection(account, { runtime: createFakeRuntime({ clock, fetch }) });
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
