import { Hono } from 'hono';
import { html } from 'hono/html';
import { jsonAnswer, refusalAnswer } from '../answers.ts';
import { clientOfBasic } from './authorisation.ts';
import type { SimulatorEnv } from './connection.ts';
import { DEVICE_INTERVAL_SECONDS, DEVICE_LIFETIME_SECONDS } from './device-grants.ts';
import type { Parts } from './parts.ts';
import { SIMULATOR_CREDENTIALS } from './tokens.ts';

const PAGE_PATH = '/simulator/device';

const STATUSES = {
  authorization_pending: 428,
  slow_down: 400,
  access_denied: 403,
  expired_token: 400,
} as const;

/** The device grant: `POST /v1/device/authorize`, `POST /v1/device/token`, and the page on which a person decides. */
export function createDeviceEndpoint(parts: Parts): Hono<SimulatorEnv> {
  const { deviceGrants } = parts;
  const endpoint = new Hono<SimulatorEnv>();

  /** Records the request; the answer is JSON, or a refusal in Webex's words. */
  function answer(
    name: 'device_authorize' | 'device_token',
    make: () => { readonly refusal: string; readonly status: number } | { readonly value: unknown },
  ): Response {
    const visit = parts.requests.arrive({
      atMs: parts.clock.nowMs(),
      endpoint: name,
      siteUrl: null,
      from: null,
      to: null,
      tokenFingerprint: null,
    });
    const trackingId = parts.nextTrackingId();
    const made = make();
    const response =
      'value' in made
        ? jsonAnswer(200, JSON.stringify(made.value), trackingId)
        : refusalAnswer(made.status, made.refusal, trackingId);
    visit.answer(response.status);
    visit.end();
    return response;
  }

  endpoint.post('/v1/device/authorize', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const page = new URL(PAGE_PATH, context.req.url).href;
    return answer('device_authorize', () => {
      if (form.get('client_id') !== SIMULATOR_CREDENTIALS.clientId)
        return { status: 400, refusal: 'Invalid client id.' };
      if ((form.get('scope') ?? '') === '') return { status: 400, refusal: 'invalid_scope' };
      const { deviceCode, userCode } = deviceGrants.begin();
      return {
        value: {
          device_code: deviceCode,
          user_code: userCode,
          verification_uri: page,
          verification_uri_complete: `${page}?userCode=${userCode}`,
          expires_in: DEVICE_LIFETIME_SECONDS,
          interval: DEVICE_INTERVAL_SECONDS,
        },
      };
    });
  });

  endpoint.post('/v1/device/token', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const client = clientOfBasic(context.req.header('authorization'));
    return answer('device_token', () => {
      if (
        client?.id !== SIMULATOR_CREDENTIALS.clientId ||
        client.secret !== SIMULATOR_CREDENTIALS.clientSecret
      )
        return { status: 401, refusal: 'invalid_client' };
      if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:device_code')
        return { status: 400, refusal: 'unsupported_grant_type' };
      const claimed = deviceGrants.claim(form.get('device_code') ?? '');
      return typeof claimed === 'string'
        ? { status: STATUSES[claimed], refusal: claimed }
        : { value: claimed };
    });
  });

  endpoint.get(PAGE_PATH, (context) => {
    const userCode = context.req.query('userCode') ?? '';
    return context.html(
      html`<!doctype html>
        <title>Simulated Webex</title>
        <form method="post">
          <label>Code <input name="userCode" value="${userCode}" /></label>
          <button name="decision" value="approve">Accept</button>
          <button name="decision" value="deny">Decline</button>
        </form>`,
    );
  });
  endpoint.post(PAGE_PATH, async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const decision = form.get('decision') === 'approve' ? 'approve' : 'deny';
    return deviceGrants.decide((form.get('userCode') ?? '').trim(), decision)
      ? context.text('Thank you. You can close this page.\n')
      : context.text('Nobody waits for this code.\n', 404);
  });

  return endpoint;
}
