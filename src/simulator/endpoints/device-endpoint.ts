import { html } from 'hono/html';
import { DEVICE_INTERVAL_SECONDS, DEVICE_LIFETIME_SECONDS } from './device-grants.ts';
import type { Parts } from './parts.ts';
import { isBasicOfClient, SIMULATOR_CREDENTIALS } from './tokens.ts';
import { openVisit, type SimulatorApp } from './visit.ts';

const PAGE_PATH = '/simulator/device';

const STATUSES = {
  authorization_pending: 428,
  slow_down: 400,
  access_denied: 403,
  expired_token: 400,
} as const;

/** The device grant: `POST /v1/device/authorize`, `POST /v1/device/token`, and the page on which a person decides. */
export function addDeviceEndpoint(app: SimulatorApp, parts: Parts): void {
  const { deviceGrants } = parts;

  app.post('/v1/device/authorize', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const page = new URL(PAGE_PATH, context.req.url).href;
    const visit = openVisit(parts, context, 'device_authorize');
    if (form.get('client_id') !== SIMULATOR_CREDENTIALS.clientId)
      return visit.refuse(400, 'Invalid client id.');
    if ((form.get('scope') ?? '') === '') return visit.refuse(400, 'invalid_scope');
    const { deviceCode, userCode } = deviceGrants.begin();
    return visit.give({
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?userCode=${userCode}`,
      expires_in: DEVICE_LIFETIME_SECONDS,
      interval: DEVICE_INTERVAL_SECONDS,
    });
  });

  app.post('/v1/device/token', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const visit = openVisit(parts, context, 'device_token');
    if (!isBasicOfClient(context.req.header('authorization'))) return visit.refuse(401, 'invalid_client');
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:device_code')
      return visit.refuse(400, 'unsupported_grant_type');
    const claimed = deviceGrants.claim(form.get('device_code') ?? '');
    return typeof claimed === 'string' ? visit.refuse(STATUSES[claimed], claimed) : visit.give(claimed);
  });

  app.get(PAGE_PATH, (context) => {
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
  app.post(PAGE_PATH, async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const decision = form.get('decision') === 'approve' ? 'approve' : 'deny';
    return deviceGrants.decide((form.get('userCode') ?? '').trim(), decision)
      ? context.text('Thank you. You can close this page.\n')
      : context.text('Nobody waits for this code.\n', 404);
  });
}
