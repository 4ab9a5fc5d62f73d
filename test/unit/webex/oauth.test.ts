import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createOAuthToken, type OAuthOptions } from '../../../src/webex/oauth.ts';
import type { OAuthTokens } from '../../../src/webex/token-answer.ts';
import type { TokenResult } from '../../../src/webex/token.ts';
import type { Failure } from '../../../src/webex/verdict.ts';
import { createSimulatedWebex } from '../../support/simulated-webex.ts';
import { containing } from '../../support/containing.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../support/time.ts';

const FIRST_REFRESH_TOKEN = new Secret(SIMULATOR_CREDENTIALS.refreshToken);
const { signal } = new AbortController();

type TokenSettings = SimulatorOptions['tokens'];

/** A client of the simulator's token endpoint; tokens live two hours and thirty days. */
function createClient(settings: TokenSettings = {}, changes: Partial<OAuthOptions> = {}) {
  const { clock, simulator, sent, client } = createSimulatedWebex({
    tokens: {
      accessLifetimeSeconds: (2 * HOUR_MS) / 1000,
      refreshLifetimeSeconds: (30 * DAY_MS) / 1000,
      ...settings,
    },
  });
  const saved: { tokens: OAuthTokens; configured: Secret }[] = [];
  const earlyFailures: Failure[] = [];
  const lifetime = new AbortController();
  let configured = FIRST_REFRESH_TOKEN;

  const source = createOAuthToken({
    ...client,
    configured,
    readConfigured: async () => Promise.resolve(configured),
    kept: undefined,
    readKept: () => Promise.resolve(undefined),
    renewal: 'authorise again',
    signal: lifetime.signal,
    save: async (tokens, from) => {
      saved.push({ tokens, configured: from });
      return Promise.resolve(true);
    },
    onEarlyFailure: (failure) => earlyFailures.push(failure),
    ...changes,
  });
  return {
    clock,
    simulator,
    source,
    sent,
    saved,
    earlyFailures,
    lifetime,
    configure: (token: string): void => {
      configured = new Secret(token);
    },
    current: () => source.current(signal),
    replace: (refused: Secret) => source.replace(refused, signal),
    grants: () => simulator.requests.log.filter(({ endpoint }) => endpoint === 'token').length,
  };
}

function tokenOf(result: TokenResult): Secret {
  if ('failure' in result) throw new Error(`no token: ${result.failure.message}`);
  return result.token;
}

function textOf(result: TokenResult): string {
  return tokenOf(result).reveal();
}

function failureOf(result: TokenResult): Failure {
  if ('token' in result) throw new Error('a token');
  return result.failure;
}

describe('the refresh grant', () => {
  it('gives a token that Webex accepts, from one form without secrets in the URL', async () => {
    const { current, simulator, sent } = createClient();
    const token = textOf(await current());
    expect(simulator.tokens.isValid(token)).toBe(true);
    expect(sent.map(({ method, url }) => [method, url])).toEqual([
      ['POST', 'https://webexapis.example/v1/access_token'],
    ]);
    const form = new URLSearchParams(await sent[0]?.text());
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'refresh_token',
      client_id: SIMULATOR_CREDENTIALS.clientId,
      client_secret: SIMULATOR_CREDENTIALS.clientSecret,
      refresh_token: SIMULATOR_CREDENTIALS.refreshToken,
    });
  });

  it('is asked for once, however many need a token', async () => {
    const { current, replace, grants } = createClient();
    const results = await Promise.all([current(), current(), replace(new Secret('old')), current()]);
    expect(new Set(results.map(textOf)).size).toBe(1);
    expect(grants()).toBe(1);
  });

  it('is not asked for while the token is in the first half of its life', async () => {
    const { clock, current, grants } = createClient();
    const first = textOf(await current());
    await clock.advance(HOUR_MS - 1);
    expect(textOf(await current())).toBe(first);
    expect(grants()).toBe(1);
  });

  it('is asked for once at half life, and gives another token', async () => {
    const { clock, current, grants, simulator } = createClient();
    const first = textOf(await current());
    await clock.advance(HOUR_MS);
    const second = textOf(await current());
    expect(second).not.toBe(first);
    expect(simulator.tokens.isValid(second)).toBe(true);
    await clock.advance(HOUR_MS - 1);
    expect(textOf(await current())).toBe(second);
    expect(grants()).toBe(2);
  });

  it.each([{ isRotating: true }, { isRotating: false }, { isRotating: false, isRefreshTokenOmitted: true }])(
    'goes on for ever with %j',
    async (settings) => {
      const { clock, current, simulator, grants } = createClient(settings);
      for (let day = 0; day < 40; day += 1) {
        expect(simulator.tokens.isValid(textOf(await current()))).toBe(true);
        await clock.advance(DAY_MS);
      }
      expect(grants()).toBe(40);
    },
  );

  it('keeps the old refresh token and its expiry when the answer has none', async () => {
    const { current, replace, saved, simulator, clock } = createClient();
    const first = tokenOf(await current());
    simulator.tokens.configure({ isRefreshTokenOmitted: true });
    await clock.advance(10 * MINUTE_MS);
    await replace(first);
    expect(saved.map(({ tokens }) => tokens.refreshToken.reveal())).toEqual([
      SIMULATOR_CREDENTIALS.refreshToken,
      SIMULATOR_CREDENTIALS.refreshToken,
    ]);
    expect(saved[1]?.tokens.refreshExpiryMs).toBe(saved[0]?.tokens.refreshExpiryMs);
  });

  it('uses and saves the refresh token that came last', async () => {
    const { current, replace, saved, sent } = createClient({ isRotating: true });
    const first = tokenOf(await current());
    await replace(first);
    const used = await Promise.all(
      sent.map(async (request) => new URLSearchParams(await request.text()).get('refresh_token')),
    );
    expect(used).toEqual([SIMULATOR_CREDENTIALS.refreshToken, saved[0]?.tokens.refreshToken.reveal()]);
    expect(saved[1]?.tokens.refreshToken.reveal()).not.toBe(used[1]);
    expect(saved.map(({ configured }) => configured.reveal())).toEqual(
      used.map(() => SIMULATOR_CREDENTIALS.refreshToken),
    );
  });

  it('gives no token before it is saved', async () => {
    let finishSaving = (): void => undefined;
    const saving = new Promise<boolean>((resolve) => {
      finishSaving = () => resolve(true);
    });
    const { clock, current, source } = createClient({ isRotating: true }, { save: () => saving });
    let isGiven = false;
    const result = current().then((given) => {
      isGiven = true;
      return given;
    });
    await clock.advance(0);
    expect(isGiven).toBe(false);
    expect(source.expiry()).toEqual({});
    finishSaving();
    expect(tokenOf(await result)).toBeInstanceOf(Secret);
  });

  it('saves tokens that could not be saved whenever it is asked again, until they are', async () => {
    const tried: string[] = [];
    const save = (tokens: OAuthTokens): Promise<boolean> => {
      tried.push(tokens.refreshToken.reveal());
      return Promise.resolve(tried.length === 3);
    };
    const { current, grants } = createClient({ isRotating: true }, { save });
    for (let times = 0; times < 5; times += 1) tokenOf(await current());
    expect(tried).toEqual([tried[0], tried[0], tried[0]]);
    expect(grants()).toBe(1);
  });
});

describe('expiry', () => {
  it('is unknown at first and then as the answer says', async () => {
    const { clock, current, source } = createClient();
    expect(source.expiry()).toEqual({});
    await current();
    expect(source.expiry()).toEqual({
      accessMs: clock.now() + 2 * HOUR_MS,
      refreshMs: clock.now() + 30 * DAY_MS,
    });
  });

  it.each<[string, object, number, number | undefined]>([
    [
      'text',
      { expires_in: '7200', refresh_token: 'r', refresh_token_expires_in: '86400' },
      2 * HOUR_MS,
      DAY_MS,
    ],
    ['nothing', {}, HOUR_MS, undefined],
    ['0', { expires_in: 0, refresh_token: 'r', refresh_token_expires_in: 0 }, HOUR_MS, undefined],
    ['negative', { expires_in: -5 }, HOUR_MS, undefined],
    ['null', { expires_in: null, refresh_token: null, refresh_token_expires_in: null }, HOUR_MS, undefined],
    ['words', { expires_in: 'never', refresh_token_expires_in: {} }, HOUR_MS, undefined],
  ])('given as %s is read with care', async (_, fields, accessMs, refreshMs) => {
    const { clock, current, simulator, source } = createClient();
    simulator.faults.set('token', { kind: 'raw', body: JSON.stringify({ access_token: 'a', ...fields }) });
    expect(textOf(await current())).toBe('a');
    const expected = { accessMs: clock.now() + accessMs };
    expect(source.expiry()).toEqual(
      refreshMs === undefined ? expected : { ...expected, refreshMs: clock.now() + refreshMs },
    );
  });
});

describe('no refresh token at all', () => {
  it('asks nobody and names the command that gets one, until one is configured', async () => {
    let configured: Secret | undefined;
    const { source, current, grants } = createClient(
      {},
      { configured, readConfigured: async () => Promise.resolve(configured) },
    );
    expect(failureOf(await current())).toMatchObject({
      outcome: 'unauthorized',
      advice: containing('webex-exporter login'),
    });
    expect([grants(), await source.hasChanged()]).toEqual([0, false]);
    configured = FIRST_REFRESH_TOKEN;
    expect(await source.hasChanged()).toBe(true);
    expect(textOf(await current())).toMatch(/\S/);
    expect([grants(), await source.hasChanged()]).toEqual([1, false]);
  });
});

describe('a refusal of the token endpoint', () => {
  it.each(
    [400, 401, 403].flatMap((status) =>
      (['idbroker', 'webexapis'] as const).map((style) => ({ status, style })),
    ),
  )('of status $status in the words of $style is final, and says what to do', async (refusal) => {
    const { current } = createClient({ refusal });
    const failure = failureOf(await current());
    expect(failure).toMatchObject({ outcome: 'unauthorized', status: refusal.status });
    expect(failure.message).toMatch(
      /expired, revoked, malformed, or invalid.*does not accept the refresh token/,
    );
    expect(failure.advice).toBe('authorise again');
    expect(failure.trackingId).toMatch(/\S/);
  });

  it('comes to a wrong client secret', async () => {
    const { current } = createClient({}, { clientSecret: new Secret('wrong') });
    expect(failureOf(await current())).toMatchObject({
      outcome: 'unauthorized',
      status: 401,
      advice: containing('compare WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET'),
    });
  });

  it('names no secret', async () => {
    const { current } = createClient({ refusal: { status: 400, style: 'idbroker' } });
    const text = JSON.stringify(failureOf(await current()));
    for (const secret of [SIMULATOR_CREDENTIALS.clientSecret, SIMULATOR_CREDENTIALS.refreshToken])
      expect(text).not.toContain(secret);
  });

  it.each([
    [
      { kind: 'status', status: 500 },
      { outcome: 'server_error', status: 500 },
    ],
    [
      { kind: 'status', status: 503, retryAfter: '20' },
      { outcome: 'server_error', retryAfterMs: 20_000 },
    ],
    [
      { kind: 'status', status: 429, retryAfter: '20' },
      { outcome: 'rate_limited', retryAfterMs: 20_000 },
    ],
    [{ kind: 'status', status: 404 }, { outcome: 'not_found' }],
    [{ kind: 'status', status: 302 }, { outcome: 'invalid_response' }],
    [{ kind: 'html' }, { outcome: 'invalid_response' }],
    [{ kind: 'empty' }, { outcome: 'invalid_response' }],
    [{ kind: 'broken-json' }, { outcome: 'invalid_response' }],
    [{ kind: 'reset' }, { outcome: 'network' }],
    [{ kind: 'raw', body: '[]' }, { outcome: 'invalid_response' }],
    [{ kind: 'raw', body: '{"access_token":""}' }, { outcome: 'invalid_response' }],
    [{ kind: 'raw', body: '{"access_token":5}' }, { outcome: 'invalid_response' }],
    [{ kind: 'raw', body: '{"access_token":"two\\nlines"}' }, { outcome: 'invalid_response' }],
    [{ kind: 'raw', body: '{"access_token":"\\ud800"}' }, { outcome: 'invalid_response' }],
  ] as const)('by %j is %j, nothing is saved, and the next one asks again', async (fault, failure) => {
    const { current, simulator, saved, grants } = createClient();
    simulator.faults.set('token', { ...fault, times: 1 });
    expect(failureOf(await current())).toMatchObject(failure);
    expect(saved).toEqual([]);
    expect(simulator.tokens.isValid(textOf(await current()))).toBe(true);
    expect(grants()).toBe(2);
  });

  it('by silence is a timeout', async () => {
    const { clock, current, simulator } = createClient();
    simulator.faults.set('token', { kind: 'hang' });
    const asked = current();
    await clock.advance(30_000);
    expect(failureOf(await asked)).toMatchObject({ outcome: 'timeout' });
  });

  it('comes to all who waited', async () => {
    const { current, simulator, grants } = createClient();
    simulator.faults.set('token', { kind: 'status', status: 500, times: 1 });
    const results = await Promise.all([current(), current(), current()]);
    expect(results.map((result) => failureOf(result).outcome)).toEqual(Array(3).fill('server_error'));
    expect(grants()).toBe(1);
  });
});

describe('a refresh that fails ahead of expiry', () => {
  it('keeps the present token, tells once, and is tried again after one minute, two, four', async () => {
    const { clock, current, simulator, earlyFailures, grants } = createClient();
    const first = textOf(await current());
    simulator.faults.set('token', { kind: 'status', status: 500 });
    await clock.advance(HOUR_MS);
    const results = await Promise.all([current(), current(), current()]);
    expect(results.map(textOf)).toEqual([first, first, first]);
    expect(earlyFailures).toMatchObject([{ outcome: 'server_error' }]);
    await clock.advance(MINUTE_MS - 1);
    expect(textOf(await current())).toBe(first);
    expect(grants()).toBe(2);
    await clock.advance(1);
    expect(textOf(await current())).toBe(first);
    expect(grants()).toBe(3);
    expect(earlyFailures).toHaveLength(2);
    simulator.faults.clear('token');
    await clock.advance(2 * MINUTE_MS - 1);
    expect(textOf(await current())).toBe(first);
    await clock.advance(1);
    expect(textOf(await current())).not.toBe(first);
  });

  it('for good keeps it as well, until it expires', async () => {
    const { clock, current, simulator, earlyFailures } = createClient();
    const first = textOf(await current());
    simulator.tokens.configure({ refusal: { status: 400, style: 'idbroker' } });
    await clock.advance(HOUR_MS);
    expect(textOf(await current())).toBe(first);
    expect(earlyFailures).toMatchObject([{ outcome: 'unauthorized' }]);
    await clock.advance(HOUR_MS - 1);
    expect(textOf(await current())).toBe(first);
    await clock.advance(1);
    expect(failureOf(await current())).toMatchObject({ outcome: 'unauthorized' });
  });
});

describe('a token that Webex refused', () => {
  it('is replaced by a refresh', async () => {
    const { current, replace, grants } = createClient();
    const first = tokenOf(await current());
    const second = textOf(await replace(first));
    expect(second).not.toBe(first.reveal());
    expect(textOf(await current())).toBe(second);
    expect(grants()).toBe(2);
  });

  it('is replaced once, also for those who come late with it', async () => {
    const { current, replace, grants } = createClient();
    const first = tokenOf(await current());
    const results = await Promise.all([replace(first), replace(first), replace(first)]);
    const late = await replace(first);
    expect(new Set([...results, late].map(textOf)).size).toBe(1);
    expect(grants()).toBe(2);
  });
});

describe('a refresh token that was configured anew', () => {
  it('is taken after a refusal', async () => {
    const { clock, current, configure, source, saved } = createClient(
      {},
      { configured: new Secret('revoked'), kept: undefined },
    );
    configure('revoked');
    expect(failureOf(await current())).toMatchObject({ outcome: 'unauthorized' });
    expect(await source.hasChanged()).toBe(false);
    configure(SIMULATOR_CREDENTIALS.refreshToken);
    expect(await source.hasChanged()).toBe(true);
    await clock.advance(MINUTE_MS);
    expect(textOf(await current())).toMatch(/\S/);
    expect(saved.map(({ configured }) => configured.reveal())).toEqual([SIMULATOR_CREDENTIALS.refreshToken]);
    expect(await source.hasChanged()).toBe(false);
  });

  it('that cannot be read is the known one', async () => {
    const { current, source } = createClient(
      {},
      { configured: new Secret('revoked'), readConfigured: async () => Promise.reject(new Error('ENOENT')) },
    );
    expect(failureOf(await current())).toMatchObject({ outcome: 'unauthorized' });
    expect(await source.hasChanged()).toBe(false);
  });
});

describe('tokens of an earlier run', () => {
  const startMs = createVirtualClock().now();
  const kept: OAuthTokens = {
    refreshToken: FIRST_REFRESH_TOKEN,
    accessToken: new Secret('kept-token'),
    obtainedMs: startMs - HOUR_MS,
    accessExpiryMs: startMs + 3 * HOUR_MS,
    refreshExpiryMs: startMs + DAY_MS,
  };

  it('are used without a question', async () => {
    const { current, source, grants } = createClient({}, { kept });
    expect(textOf(await current())).toBe('kept-token');
    expect(source.expiry()).toEqual({ accessMs: startMs + 3 * HOUR_MS, refreshMs: startMs + DAY_MS });
    expect(grants()).toBe(0);
  });

  it('are renewed at half life', async () => {
    const { clock, current, grants } = createClient({}, { kept });
    await clock.advance(HOUR_MS);
    expect(textOf(await current())).not.toBe('kept-token');
    expect(grants()).toBe(1);
  });
});

describe('the end of the program', () => {
  it('ends a refresh in flight', async () => {
    const { clock, current, simulator, lifetime } = createClient();
    simulator.faults.set('token', { kind: 'hang' });
    const asked = current();
    await clock.advance(0);
    const reason = new Error('stopped');
    lifetime.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
});
