import { describe, expect, it } from 'vitest';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createMondaySimulator, mondayMs, readObject } from './requests.ts';

const { clientId, clientSecret } = SIMULATOR_CREDENTIALS;
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code';

function createBrowser() {
  let nowMs = mondayMs;
  const simulator = createMondaySimulator({ now: () => nowMs });
  const post = (path: string, form: Record<string, string>, secret: string = clientSecret) =>
    simulator.app.request(path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    });
  const begin = async () => {
    const answer = await readObject(await post('/v1/device/authorize', { client_id: clientId, scope: 'a' }));
    return { deviceCode: String(answer['device_code']), userCode: String(answer['user_code']), answer };
  };
  const claim = async (deviceCode: string): Promise<[number, string]> => {
    const response = await post('/v1/device/token', { grant_type: GRANT_TYPE, device_code: deviceCode });
    return [response.status, await response.text()];
  };
  return { simulator, post, begin, claim, pass: (ms: number) => (nowMs += ms) };
}

describe('the device grant', () => {
  it('is pending until the person has decided on the page, and gives its tokens once', async () => {
    const { simulator, post, begin, claim, pass } = createBrowser();
    const { deviceCode, userCode, answer } = await begin();
    expect(answer).toMatchObject({ expires_in: 300, interval: 2 });
    pass(2000);
    expect(await claim(deviceCode)).toEqual([428, expect.stringContaining('authorization_pending')]);
    expect((await post('/simulator/device', { userCode, decision: 'approve' })).status).toBe(200);
    pass(2000);
    const [status, body] = await claim(deviceCode);
    expect(status).toBe(200);
    expect(simulator.tokens.isValid(/"access_token":"([^"]+)"/.exec(body)?.[1] ?? '')).toBe(true);
    // Others keep theirs.
    expect(simulator.tokens.canRefresh(SIMULATOR_CREDENTIALS.refreshToken)).toBe(true);
    pass(2000);
    expect((await claim(deviceCode))[0]).toBe(400);
  });

  it('is told to slow down when it asks too soon', async () => {
    const { begin, claim, pass } = createBrowser();
    const { deviceCode } = await begin();
    pass(1000);
    expect(await claim(deviceCode)).toEqual([400, expect.stringContaining('slow_down')]);
  });

  it('ends after five minutes, for the person too', async () => {
    const { post, begin, claim, pass } = createBrowser();
    const { deviceCode, userCode } = await begin();
    pass(300_000);
    expect((await post('/simulator/device', { userCode, decision: 'approve' })).status).toBe(404);
    expect(await claim(deviceCode)).toEqual([400, expect.stringContaining('expired_token')]);
  });

  it('is refused to the wrong client', async () => {
    const { post, begin } = createBrowser();
    const { deviceCode } = await begin();
    expect((await post('/v1/device/authorize', { client_id: 'x', scope: 'a' })).status).toBe(400);
    const form = { grant_type: GRANT_TYPE, device_code: deviceCode };
    expect((await post('/v1/device/token', form, 'wrong')).status).toBe(401);
  });

  it('shows what it is given on its page as text', async () => {
    const { simulator } = createBrowser();
    const page = await simulator.app.request('/simulator/device?userCode=%22%3E%3Cscript%3E');
    expect(await page.text()).not.toContain('<script>');
  });
});
