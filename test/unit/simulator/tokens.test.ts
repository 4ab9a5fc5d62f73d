import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import {
  aggregatesPath,
  bearer,
  createMondaySimulator,
  mondayMs,
  parseObject,
  readObject,
  refreshGrant,
} from './requests.ts';

const first = SIMULATOR_CREDENTIALS.refreshToken;

async function grant(simulator: Simulator, refreshToken: string): Promise<Record<string, unknown>> {
  const response = await simulator.app.request('/v1/access_token', refreshGrant(refreshToken));
  expect(response.status).toBe(200);
  return readObject(response);
}

async function refusalOf(
  simulator: Simulator,
  init: RequestInit,
): Promise<[number, Record<string, unknown>]> {
  const response = await simulator.app.request('/v1/access_token', init);
  return [response.status, await readObject(response)];
}

async function statusWith(simulator: Simulator, accessToken: unknown): Promise<number> {
  const path = aggregatesPath({ siteUrl: 'acme.webex.com' });
  return (await simulator.app.request(path, bearer(String(accessToken)))).status;
}

describe('POST access_token', () => {
  it('answers with the documented fields and a token that works until it expires', async () => {
    let nowMs = mondayMs;
    const simulator = createMondaySimulator({ now: () => nowMs, tokens: { accessLifetimeSeconds: 600 } });
    const answer = await grant(simulator, first);
    expect(answer).toEqual({
      access_token: answer['access_token'],
      expires_in: 600,
      refresh_token: first,
      refresh_token_expires_in: 7_775_999,
      token_type: 'Bearer',
    });
    expect(await statusWith(simulator, answer['access_token'])).toBe(200);
    nowMs += 599_999;
    expect(await statusWith(simulator, answer['access_token'])).toBe(200);
    nowMs += 1;
    expect(await statusWith(simulator, answer['access_token'])).toBe(401);
    expect(await statusWith(simulator, SIMULATOR_CREDENTIALS.accessToken)).toBe(200);
  });

  it('gives a new access token each time and keeps the earlier ones', async () => {
    const simulator = createMondaySimulator();
    const one = await grant(simulator, first);
    const other = await grant(simulator, first);
    expect(one['access_token']).not.toBe(other['access_token']);
    expect(await statusWith(simulator, one['access_token'])).toBe(200);
  });

  it('accepts the client in a Basic header', async () => {
    const { clientId, clientSecret } = SIMULATOR_CREDENTIALS;
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: first });
    const ask = (secret: string): RequestInit => ({
      method: 'POST',
      body,
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    });
    const simulator = createMondaySimulator();
    expect((await simulator.app.request('/v1/access_token', ask(clientSecret))).status).toBe(200);
    expect((await refusalOf(simulator, ask('wrong')))[0]).toBe(401);
  });

  it('rotates when told to: the former refresh token is then refused', async () => {
    const simulator = createMondaySimulator({ tokens: { isRotating: true } });
    const { refresh_token: second } = await grant(simulator, first);
    expect(second).not.toBe(first);
    const [status, body] = await refusalOf(simulator, refreshGrant(first));
    expect(status).toBe(400);
    expect(Object.keys(body)).toEqual(['error', 'error_description', 'trackingID']);
    expect(body['error']).toBe('invalid_grant');
    expect(body['trackingID']).toMatch(/^ROUTERGW_/);
    const { refresh_token: third } = await grant(simulator, String(second));
    expect(third).not.toBe(second);
  });

  it('leaves out the refresh token when told to', async () => {
    const simulator = createMondaySimulator({ tokens: { isRefreshTokenOmitted: true } });
    expect(Object.keys(await grant(simulator, first))).toEqual(['access_token', 'expires_in', 'token_type']);
    await grant(simulator, first);
  });

  it('starts the refresh lifetime anew with each grant, and refuses after it', async () => {
    let nowMs = mondayMs;
    const simulator = createMondaySimulator({ now: () => nowMs, tokens: { refreshLifetimeSeconds: 100 } });
    nowMs += 90_000;
    await grant(simulator, first);
    nowMs += 99_000;
    await grant(simulator, first);
    nowMs += 100_000;
    expect((await refusalOf(simulator, refreshGrant(first)))[0]).toBe(400);
  });

  it('refuses with the status and in the style it is told, until told otherwise', async () => {
    const simulator = createMondaySimulator();
    simulator.tokens.configure({ refusal: { status: 401, style: 'webexapis' } });
    const [status, body] = await refusalOf(simulator, refreshGrant(first));
    expect(status).toBe(401);
    expect(Object.keys(body)).toEqual(['message', 'errors', 'trackingId']);
    simulator.tokens.configure({ refusal: { status: 403, style: 'idbroker' } });
    expect(await refusalOf(simulator, refreshGrant(first))).toMatchObject([403, { error: 'invalid_grant' }]);
    simulator.tokens.configure({ refusal: undefined });
    await grant(simulator, first);
  });

  it('refuses another grant, a wrong client, another media type and a missing token', async () => {
    const simulator = createMondaySimulator();
    const change = (field: string, value: string): RequestInit => {
      const { body } = refreshGrant(first);
      body.set(field, value);
      return { method: 'POST', body };
    };
    expect(await refusalOf(simulator, change('grant_type', 'password'))).toMatchObject([
      400,
      { error: 'unsupported_grant_type' },
    ]);
    expect(await refusalOf(simulator, change('client_secret', 'x'))).toMatchObject([
      401,
      { error: 'invalid_client' },
    ]);
    expect(await refusalOf(simulator, change('refresh_token', ''))).toMatchObject([
      400,
      { error: 'invalid_request' },
    ]);
    expect(await refusalOf(simulator, { method: 'POST', body: '{}' })).toMatchObject([
      400,
      { error: 'invalid_request' },
    ]);
  });

  it('is in the request log without its tokens', async () => {
    const simulator = createMondaySimulator();
    const { access_token: accessToken } = await grant(simulator, first);
    expect(simulator.requests.log).toMatchObject([{ endpoint: 'token', siteUrl: null, status: 200 }]);
    const text = JSON.stringify(simulator.requests.log);
    expect(text).not.toContain(first);
    expect(text).not.toContain(accessToken);
  });
});

describe('faults of the token endpoint', () => {
  it('strike it and nothing else, and spend no refresh token when there is no answer', async () => {
    const simulator = createMondaySimulator({ tokens: { isRotating: true } });
    simulator.faults.set('all', { kind: 'status', status: 500 });
    await grant(simulator, first);
    const rotated = createMondaySimulator({ tokens: { isRotating: true } });
    rotated.faults.set('token', { kind: 'status', status: 503, retryAfter: '7', times: 1 });
    const response = await rotated.app.request('/v1/access_token', refreshGrant(first));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await statusWith(rotated, SIMULATOR_CREDENTIALS.accessToken)).toBe(200);
    await grant(rotated, first);
  });

  it('can lose the answer after the token was spent', async () => {
    const simulator = createMondaySimulator({ tokens: { isRotating: true } });
    simulator.faults.set('token', { kind: 'broken-json', times: 1 });
    const response = await simulator.app.request('/v1/access_token', refreshGrant(first));
    const text = await response.text();
    expect(() => parseObject(text)).toThrow(SyntaxError);
    expect((await refusalOf(simulator, refreshGrant(first)))[0]).toBe(400);
  });

  it('are not those of a site', () => {
    const { faults } = createMondaySimulator();
    expect(() => faults.set('token', { kind: 'other-site' })).toThrow(RangeError);
    expect(() => faults.set('token', { kind: 'hang', windowDays: 7 })).toThrow(RangeError);
  });
});
