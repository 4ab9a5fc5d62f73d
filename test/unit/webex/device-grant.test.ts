import { describe, expect, it } from 'vitest';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createDeviceGrant, type DeviceCode } from '../../../src/webex/device-grant.ts';
import type { OAuthClient } from '../../../src/webex/token-answer.ts';
import type { Exchange } from '../../../src/webex/exchange.ts';
import { createSimulatedWebex } from '../../support/simulated-webex.ts';
import { containing } from '../../support/containing.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { SECOND_MS } from '../../support/time.ts';

const SCOPES = ['analytics:read_all', 'identity:people_read'];

function createPerson(changes: Partial<OAuthClient> = {}, scriptClock = createVirtualClock()) {
  const { clock, simulator, sent, client } = createSimulatedWebex({}, scriptClock);
  const stop = new AbortController();
  const grant = createDeviceGrant({ ...client, ...changes });
  const begin = async (): Promise<DeviceCode> => {
    const begun = await grant.begin(SCOPES, stop.signal);
    if ('failure' in begun) throw new Error(begun.failure.message);
    return begun.code;
  };
  const askedTimes = (): number[] =>
    simulator.requests.log.filter(({ endpoint }) => endpoint === 'device_token').map(({ atMs }) => atMs);
  return { clock, simulator, sent, stop, grant, begin, askedTimes };
}

const answered = (status: number, body: unknown): Exchange => ({
  kind: 'answered',
  status,
  body: JSON.stringify(body),
  retryAfter: undefined,
  trackingId: undefined,
});

/** Webex as a list of answers, the last of which repeats. */
function scripted(answers: readonly Exchange[]) {
  let next = 0;
  const askedMs: number[] = [];
  const clock = createVirtualClock();
  const exchange = async (): Promise<Exchange> => {
    askedMs.push(clock.now());
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    if (answer === undefined) throw new Error('nothing scripted');
    return Promise.resolve(answer);
  };
  return { ...createPerson({ exchange }, clock), askedMs };
}

const CODE: DeviceCode = {
  userCode: '123456',
  verificationUrl: 'https://example/',
  completeUrl: undefined,
  expiresMs: Number.MAX_SAFE_INTEGER,
  deviceCode: 'd',
  intervalMs: 2 * SECOND_MS,
};
const BEGUN = { device_code: 'd', user_code: '123456', verification_uri: 'https://a.example' };
const PENDING = answered(428, { message: 'x', errors: [{ description: 'authorization_pending' }] });
const TOKENS = answered(200, {
  access_token: 'a',
  refresh_token: 'r',
  expires_in: 100,
  token_type: 'Bearer',
});

describe('the device grant', () => {
  it('asks with client id and scopes and gives code, addresses, end and pace', async () => {
    const { begin, sent, clock } = createPerson();
    const code = await begin();
    expect(code.userCode).toMatch(/^\d{6}$/);
    expect(code).toEqual({
      userCode: code.userCode,
      verificationUrl: 'https://webexapis.example/simulator/device',
      completeUrl: `https://webexapis.example/simulator/device?userCode=${code.userCode}`,
      expiresMs: clock.now() + 300 * SECOND_MS,
      deviceCode: code.deviceCode,
      intervalMs: 2 * SECOND_MS,
    });
    const form = new URLSearchParams(await sent[0]?.text());
    expect(Object.fromEntries(form)).toEqual({
      client_id: SIMULATOR_CREDENTIALS.clientId,
      scope: 'analytics:read_all identity:people_read',
    });
  });

  it('waits at the given pace until the person accepts, and gives tokens that work', async () => {
    const { grant, begin, clock, simulator, stop, askedTimes, sent } = createPerson();
    const startMs = clock.now();
    const code = await begin();
    const finished = grant.finish(code, stop.signal);
    await clock.advance(5 * SECOND_MS);
    simulator.deviceGrants.decide(code.userCode, 'approve');
    await clock.advance(2 * SECOND_MS);
    const result = await finished;
    expect(askedTimes().map((ms) => ms - startMs)).toEqual([2000, 4000, 6000]);
    if ('failure' in result) throw new Error(result.failure.message);
    const { accessToken, refreshToken, accessExpiryMs, refreshExpiryMs } = result.tokens;
    expect(simulator.tokens.isValid(accessToken.reveal())).toBe(true);
    expect(simulator.tokens.canRefresh(refreshToken.reveal())).toBe(true);
    expect(accessExpiryMs).toBe(startMs + 6000 + 1_209_599_000);
    expect(refreshExpiryMs).toBe(startMs + 6000 + 7_775_999_000);
    // The secret goes in the header only.
    expect(sent.at(-1)?.headers.get('authorization')).toMatch(/^Basic /);
    expect(await sent.at(-1)?.text()).not.toContain(SIMULATOR_CREDENTIALS.clientSecret);
  });

  it('ends when the person declines', async () => {
    const { grant, begin, clock, simulator, stop } = createPerson();
    const code = await begin();
    simulator.deviceGrants.decide(code.userCode, 'deny');
    const finished = grant.finish(code, stop.signal);
    await clock.advance(2 * SECOND_MS);
    expect(await finished).toMatchObject({
      failure: { outcome: 'unauthorized', message: containing('denied') },
    });
  });

  it('ends with the code, and asks no more', async () => {
    const { grant, begin, clock, stop, askedTimes } = createPerson();
    const finished = grant.finish(await begin(), stop.signal);
    await clock.advance(600 * SECOND_MS);
    expect(await finished).toMatchObject({
      failure: { message: containing('expired') },
    });
    expect(askedTimes()).toHaveLength(149);
  });

  it('rejects at once when the program stops', async () => {
    const { grant, begin, stop } = createPerson();
    const finished = grant.finish(await begin(), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(finished).rejects.toThrow('stopped');
  });

  it('explains a client id that Webex does not know', async () => {
    const { grant, stop } = createPerson({ clientId: 'someone else' });
    expect(await grant.begin(SCOPES, stop.signal)).toMatchObject({
      failure: { outcome: 'bad_request', message: containing('redirect URIs') },
    });
  });

  it.each([
    [400, true],
    [401, true],
    [403, false],
    [404, false],
    [429, false],
    [500, false],
  ])('refused with %i names what may be wrong with the Integration: %j', async (status, isExplained) => {
    const { grant, stop } = scripted([answered(status, { message: 'no' })]);
    const begun = await grant.begin(SCOPES, stop.signal);
    const message = 'failure' in begun ? begun.failure.message : '';
    expect(message).toContain(`HTTP ${status}: no`);
    expect(message.includes('redirect URIs')).toBe(isExplained);
  });

  it.each([undefined, null, 0, -1, '7', 'soon', [7], {}])(
    'takes 5 minutes and 5 seconds where an answer says %j',
    async (value) => {
      const { grant, clock, stop } = scripted([
        answered(200, { ...BEGUN, expires_in: value, interval: value }),
      ]);
      expect(await grant.begin(SCOPES, stop.signal)).toMatchObject({
        code: { expiresMs: clock.now() + 300 * SECOND_MS, intervalMs: 5 * SECOND_MS },
      });
    },
  );

  it('opens no second address but a web address', async () => {
    const answer = answered(200, { ...BEGUN, verification_uri_complete: 'javascript:alert(1)' });
    const { grant, stop } = scripted([answer]);
    expect(await grant.begin(SCOPES, stop.signal)).toMatchObject({
      code: { verificationUrl: 'https://a.example/', completeUrl: undefined },
    });
  });

  it.each<[string, Exchange, number]>([
    ['slow_down, by 5 s', answered(400, { error: 'slow_down' }), 7000],
    ['slow_down in Webex’s form', answered(428, { errors: [{ description: 'slow_down' }] }), 7000],
    ['a network fault, to twice the pace', { kind: 'network', detail: 'gone' }, 4000],
    ['a timeout', { kind: 'timeout', detail: 'late' }, 4000],
    ['a server fault', answered(502, {}), 4000],
    ['throttling', answered(429, {}), 4000],
    ['nothing: pending', PENDING, 2000],
    ['nothing, said by the status alone', answered(428, {}), 2000],
    ['nothing, said as RFC 8628 has it', answered(400, { error: 'authorization_pending' }), 2000],
  ])('slows down after %s', async (_, answer, paceMs) => {
    const { grant, clock, askedMs, stop } = scripted([answer, PENDING, TOKENS]);
    const finished = grant.finish(CODE, stop.signal);
    await clock.advance(60 * SECOND_MS);
    expect(await finished).toHaveProperty('tokens');
    const [first = 0, second = 0, third = 0] = askedMs;
    expect([second - first, third - second]).toEqual([paceMs, paceMs]);
  });

  it.each<[string, Exchange, string]>([
    ['the client is refused', answered(401, { message: 'invalid_client' }), 'invalid_client'],
    ['another grant is meant', answered(400, { error: 'unsupported_grant_type' }), 'unsupported_grant_type'],
    ['the code is over for Webex', answered(400, { error: 'expired_token' }), 'expired'],
    ['there is no access token', answered(200, {}), 'access_token'],
    ['there is no refresh token', answered(200, { access_token: 'a' }), 'refresh_token'],
  ])('ends at once when %s', async (_, answer, words) => {
    const { grant, clock, askedMs, stop } = scripted([answer]);
    const finished = grant.finish(CODE, stop.signal);
    await clock.advance(2 * SECOND_MS);
    expect(await finished).toMatchObject({ failure: { message: containing(words) } });
    expect(askedMs).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['no code', { device_code: 'd', verification_uri: 'https://a.example' }],
    [
      'a code that moves the cursor',
      { device_code: 'd', user_code: '1\u001B[2J', verification_uri: 'https://a.example' },
    ],
    ['an address that runs', { device_code: 'd', user_code: '1', verification_uri: 'javascript:alert(1)' }],
  ])('refuses an answer with %s', async (_, body) => {
    const { grant, stop } = scripted([answered(200, body)]);
    expect(await grant.begin(SCOPES, stop.signal)).toMatchObject({
      failure: { outcome: 'invalid_response' },
    });
  });
});
