import { Hono, type Context } from 'hono';
import { jsonAnswer, refusalAnswer } from '../answers.ts';
import { bearerTokenOf, describeMissingScope, NO_TOKEN } from './authorisation.ts';
import type { SimulatorEnv } from './connection.ts';
import type { Parts } from './parts.ts';
import { fingerprintOf } from './request-log.ts';

type DirectoryEndpoint = 'licenses' | 'people' | 'token_expiry';

/** What the general API says around the analytics: licences, the caller and the token's end. */
export function createDirectoryEndpoint(parts: Parts): Hono<SimulatorEnv> {
  const { organisation, tokens, clock } = parts;
  const endpoint = new Hono<SimulatorEnv>();

  /** Records the request and refuses what has no token or lacks the scope. */
  function answer(
    context: Context<SimulatorEnv>,
    name: DirectoryEndpoint,
    scope: string | undefined,
    right: (trackingId: string, token: string) => Response,
  ): Response {
    const token = bearerTokenOf(context.req.header('authorization'));
    const visit = parts.requests.arrive({
      atMs: clock.nowMs(),
      endpoint: name,
      siteUrl: null,
      from: null,
      to: null,
      tokenFingerprint: fingerprintOf(token),
    });
    const trackingId = parts.nextTrackingId();
    const isKnown = token !== undefined && tokens.isValid(token);
    const lack = scope === undefined ? undefined : describeMissingScope(organisation.settings, scope);
    const response = !isKnown
      ? refusalAnswer(401, NO_TOKEN, trackingId)
      : lack === undefined
        ? right(trackingId, token)
        : refusalAnswer(403, lack, trackingId);
    visit.answer(response.status);
    visit.end();
    return response;
  }

  const siteUrls = (): readonly string[] => [...parts.siteUrls, ...organisation.settings.retiredSites];

  endpoint.get('/v1/licenses', (context) =>
    answer(context, 'licenses', 'spark-admin:licenses_read', (trackingId) => {
      const { hasProPack, licensesPerPage } = organisation.settings;
      const licenses = listLicenses(siteUrls(), hasProPack);
      const start = Number(context.req.query('cursor') ?? 0);
      const response = json({ items: licenses.slice(start, start + licensesPerPage) }, trackingId);
      const next = start + licensesPerPage;
      // Webex names its own host, whatever proxy the request came through.
      if (next < licenses.length)
        response.headers.set('link', `<https://webexapis.com/v1/licenses?cursor=${next}>; rel="next"`);
      return response;
    }),
  );

  endpoint.get('/v1/people/me', (context) =>
    answer(context, 'people', 'spark:people_read', (trackingId) =>
      json(
        {
          id: 'simulated-person',
          displayName: 'Simulated Administrator',
          siteUrls: [...siteUrls().map((site) => `${site}#host`), 'partner.webex.com#attendee'],
        },
        trackingId,
      ),
    ),
  );

  endpoint.get('/v1/authorizations/tokenExpiry', (context) =>
    answer(context, 'token_expiry', undefined, (trackingId, token) =>
      json({ exp: tokens.expiryMs(token) }, trackingId),
    ),
  );

  return endpoint;
}

/** Two licences for each site, as organisations have, and some without one. */
function listLicenses(siteUrls: readonly string[], hasProPack: boolean): readonly unknown[] {
  const license = (name: string, siteUrl?: string): unknown => ({
    id: `simulated-${name} ${siteUrl ?? ''}`,
    name,
    totalUnits: 100,
    consumedUnits: 42,
    ...(siteUrl === undefined ? {} : { siteUrl, siteType: 'Control Hub managed site' }),
  });
  return [
    license('Messaging'),
    ...(hasProPack ? [license('Pro Pack for Control Hub')] : []),
    ...siteUrls.flatMap((site) => [license('Meetings Suite', site), license('Webinar 1000', site)]),
  ];
}

function json(value: unknown, trackingId: string): Response {
  return jsonAnswer(200, JSON.stringify(value), trackingId);
}
