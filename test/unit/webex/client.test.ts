import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { createClient, resolveUrl } from '../../../src/webex/client.ts';
import type { Exchange, ExchangeRequest } from '../../../src/webex/exchange.ts';

const QUERY = {
  site: 'acme.webex.com',
  range: { from: '2026-11-16', to: '2026-11-22' },
  baseUrl: new URL('https://analytics.webexapis.com'),
  token: new Secret('hunter2'),
};

function createAsker(exchange: Exchange) {
  const requests: ExchangeRequest[] = [];
  const client = createClient({
    exchange: async (request) => {
      requests.push(request);
      return Promise.resolve(exchange);
    },
    now: () => 0,
    redact: (text) => text.replaceAll('hunter2', '<redacted>'),
  });
  return { requests, ask: () => client.askAggregates(QUERY, new AbortController().signal) };
}

describe('a base URL and a path', () => {
  it.each([
    ['https://h', 'https://h/v1/a'],
    ['https://h/', 'https://h/v1/a'],
    ['https://h:8443', 'https://h:8443/v1/a'],
    ['https://h/webex', 'https://h/webex/v1/a'],
    ['https://h/webex/', 'https://h/webex/v1/a'],
    ['https://h/a%20b', 'https://h/a%20b/v1/a'],
  ])('%s join to %s', (base, url) => {
    const baseUrl = new URL(base);
    expect(resolveUrl(baseUrl, 'v1/a').href).toBe(url);
    expect(baseUrl.href).toBe(new URL(base).href);
  });
});

describe('the client', () => {
  it('asks for plain dates of one site, with the token in the header alone', async () => {
    const { requests, ask } = createAsker({ kind: 'timeout', detail: 'late' });
    await ask();
    expect(requests).toEqual([
      {
        endpoint: 'aggregates',
        method: 'GET',
        url: new URL(
          'https://analytics.webexapis.com/v1/analytics/meetingsMetrics/aggregates?siteUrl=acme.webex.com&from=2026-11-16&to=2026-11-22',
        ),
        headers: { authorization: 'Bearer hunter2' },
      },
    ]);
  });

  it('takes an echoed token out of what it tells', async () => {
    const body = '{"message":"hunter2 is not valid"}';
    const { ask } = createAsker({
      kind: 'answered',
      status: 400,
      body,
      retryAfter: undefined,
      trackingId: undefined,
    });
    expect(await ask()).toMatchObject({
      outcome: 'bad_request',
      message: 'HTTP 400: <redacted> is not valid',
    });
  });

  it.each<[Exchange, string]>([
    [{ kind: 'network', detail: 'ECONNREFUSED' }, 'network'],
    [{ kind: 'timeout', detail: 'late' }, 'timeout'],
    [{ kind: 'too_large', status: 200, trackingId: undefined }, 'invalid_response'],
  ])('judges %j as %s', async (exchange, outcome) => {
    expect(await createAsker(exchange).ask()).toMatchObject({ outcome });
  });
});
