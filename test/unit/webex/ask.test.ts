import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { createAsk, type PolledQuestion } from '../../../src/webex/ask.ts';
import type { Exchange, ExchangeRequest } from '../../../src/webex/exchange.ts';
import { toRequest } from '../../../src/webex/question.ts';
import { createTurnCounter } from '../../support/turn-counter.ts';

const BY = {
  baseUrl: new URL('https://analytics.webexapis.com/proxy'),
  token: new Secret('hunter2-hunter2'),
};

const ABOUT_A_SITE: PolledQuestion<string> = {
  base: 'analytics',
  endpoint: 'aggregates',
  path: 'v1/figures',
  query: new URLSearchParams({ siteUrl: 'acme.webex.com' }),
  site: 'acme.webex.com',
  decode: (body) => ({ kind: 'answer', answer: body }),
};

const WITH_A_BODY: PolledQuestion<string> = {
  base: 'api',
  endpoint: 'live_monitoring',
  path: 'v1/present',
  body: { siteUrl: 'acme.webex.com' },
  decode: (body) => ({ kind: 'answer', answer: body }),
};

function createAsker(
  exchange: Exchange,
  redact = (text: string) => text.replaceAll('hunter2-hunter2', '<redacted>'),
) {
  const requests: ExchangeRequest[] = [];
  const ask = createAsk({
    exchange: async (request) => {
      requests.push(request);
      return Promise.resolve(exchange);
    },
    now: () => 0,
    redact,
  });
  return {
    requests,
    ask: (question = ABOUT_A_SITE, signal = new AbortController().signal) => ask(question, BY, signal),
  };
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
    expect(toRequest({ endpoint: 'people', path: 'v1/a' }, baseUrl, BY.token).url.href).toBe(url);
    expect(baseUrl.href).toBe(new URL(base).href);
  });
});

describe('an answer', () => {
  const ANSWERED: Exchange = {
    kind: 'answered',
    status: 200,
    body: 'figures',
    retryAfter: undefined,
    trackingId: undefined,
  };

  it('is read in a turn of the event loop of its own, and used in another', async () => {
    const { ask } = createAsker(ANSWERED);
    using counter = createTurnCounter();
    const turns: number[] = [];
    const decode: PolledQuestion<string>['decode'] = (body) => {
      turns.push(counter.turn);
      return { kind: 'answer', answer: body };
    };
    await Promise.all(
      [1, 2, 3].map(() => ask({ ...ABOUT_A_SITE, decode }).then(() => turns.push(counter.turn))),
    );
    expect(new Set(turns).size).toBe(6);
  });

  it('is not read once the question is given up', async () => {
    const stop = new AbortController();
    let isRead = false;
    const decode: PolledQuestion<string>['decode'] = (body) => {
      isRead = true;
      return { kind: 'answer', answer: body };
    };
    const asked = createAsker(ANSWERED).ask({ ...ABOUT_A_SITE, decode }, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
    expect(isRead).toBe(false);
  });

  it('that is a refusal is told of in the turn in which it is read', async () => {
    using counter = createTurnCounter();
    const turns: number[] = [];
    const redact = (text: string): string => {
      turns.push(counter.turn);
      return text;
    };
    await createAsker({ ...ANSWERED, status: 403, body: '{"message":"no"}' }, redact).ask();
    expect(turns).not.toEqual([]);
    expect(counter.turn).toBe(turns[0]);
  });

  it('is not used once the question is given up', async () => {
    const stop = new AbortController();
    const decode: PolledQuestion<string>['decode'] = (body) => {
      stop.abort(new Error('stopped'));
      return { kind: 'answer', answer: body };
    };
    await expect(createAsker(ANSWERED).ask({ ...ABOUT_A_SITE, decode }, stop.signal)).rejects.toThrow(
      'stopped',
    );
  });
});

describe('a question', () => {
  it('goes below the base URL, with the token in the header alone', async () => {
    const { requests, ask } = createAsker({ kind: 'timeout', detail: 'late' });
    await ask();
    expect(requests).toEqual([
      {
        endpoint: 'aggregates',
        method: 'GET',
        url: new URL('https://analytics.webexapis.com/proxy/v1/figures?siteUrl=acme.webex.com'),
        headers: { authorization: 'Bearer hunter2-hunter2' },
      },
    ]);
  });

  it('with a body is posted as JSON', async () => {
    const { requests, ask } = createAsker({ kind: 'timeout', detail: 'late' });
    await ask(WITH_A_BODY);
    expect(requests).toEqual([
      {
        endpoint: 'live_monitoring',
        method: 'POST',
        url: new URL('https://analytics.webexapis.com/proxy/v1/present'),
        headers: { authorization: 'Bearer hunter2-hunter2', 'content-type': 'application/json' },
        body: '{"siteUrl":"acme.webex.com"}',
      },
    ]);
  });

  it.each([
    [ABOUT_A_SITE, 'wrong_region'],
    [WITH_A_BODY, 'bad_request'],
  ])('is sent to another region only where there are regions', async (question, outcome) => {
    const body = 'Please use analytics-eu.webexapis.com';
    const answered = { kind: 'answered', status: 451, body, retryAfter: undefined } as const;
    const { ask } = createAsker({ ...answered, trackingId: undefined });
    expect(await ask(question)).toMatchObject({ outcome });
  });

  it('takes an echoed token out of what it tells', async () => {
    const body = '{"message":"hunter2-hunter2 is not valid"}';
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
