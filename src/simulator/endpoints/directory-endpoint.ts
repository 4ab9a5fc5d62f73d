import type { Context } from 'hono';
import { bearerTokenOf, findRefusal } from './authorisation.ts';
import type { Parts } from './parts.ts';
import { openVisit, type SimulatorApp, type SimulatorEnv, type Visit } from './visit.ts';

type DirectoryEndpoint = 'licenses' | 'people' | 'token_expiry';

/** What the general API says around the analytics: licences, the caller and the token's end. */
export function addDirectoryEndpoint(app: SimulatorApp, parts: Parts): void {
  const { organisation, tokens } = parts;

  /** Records the request and refuses what has no token or lacks the scope. */
  function answer(
    context: Context<SimulatorEnv>,
    name: DirectoryEndpoint,
    scope: string | undefined,
    right: (visit: Visit, token: string) => Response,
  ): Response {
    const token = bearerTokenOf(context.req.header('authorization'));
    const visit = openVisit(parts, context, { endpoint: name, token });
    const refusal = findRefusal(parts, token, scope);
    return refusal ? visit.refuse(...refusal) : right(visit, token ?? '');
  }

  const listSites = (): readonly string[] => [...parts.sites, ...organisation.settings.retiredSites];

  app.get('/v1/licenses', (context) =>
    answer(context, 'licenses', 'spark-admin:licenses_read', (visit) => {
      const { hasProPack, licensesPerPage } = organisation.settings;
      const licenses = listLicenses(listSites(), hasProPack);
      const start = Number(context.req.query('cursor') ?? 0);
      const next = start + licensesPerPage;
      const response = visit.give({ items: licenses.slice(start, next) });
      // Webex names its own host, whatever proxy the request came through.
      if (next < licenses.length)
        response.headers.set('link', `<https://webexapis.com/v1/licenses?cursor=${next}>; rel="next"`);
      return response;
    }),
  );

  app.get('/v1/people/me', (context) =>
    answer(context, 'people', 'spark:people_read', (visit) =>
      visit.give({
        id: 'simulated-person',
        displayName: 'Simulated Administrator',
        siteUrls: [...listSites().map((site) => `${site}#host`), 'partner.webex.com#attendee'],
      }),
    ),
  );

  app.get('/v1/authorizations/tokenExpiry', (context) =>
    answer(context, 'token_expiry', undefined, (visit, token) => visit.give({ exp: tokens.expiryMs(token) })),
  );
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
