import type { Parts } from './parts.ts';
import { bearerTokenOf, openVisit, type SimulatorApp } from './visit.ts';

/** What the general API says around the analytics: licences, the caller and the token's end. */
export function addDirectoryEndpoint(app: SimulatorApp, parts: Parts): void {
  const { organisation, tokens } = parts;
  const listSites = (): readonly string[] => [...parts.sites, ...organisation.settings.retiredSites];

  app.get('/v1/licenses', (context) => {
    const visit = openVisit(parts, context, 'licenses');
    const refusal = visit.refuseStranger('spark-admin:licenses_read');
    if (refusal) return refusal;
    const { hasProPack, licensesPerPage } = organisation.settings;
    const licenses = listLicenses(listSites(), hasProPack);
    const start = Number(context.req.query('cursor') ?? 0);
    const next = start + licensesPerPage;
    const response = visit.give({ items: licenses.slice(start, next) });
    // Webex names its own host, whatever proxy the request came through.
    if (next < licenses.length)
      response.headers.set('link', `<https://webexapis.com/v1/licenses?cursor=${next}>; rel="next"`);
    return response;
  });

  app.get('/v1/people/me', (context) => {
    const visit = openVisit(parts, context, 'people');
    const refusal = visit.refuseStranger('spark:people_read');
    if (refusal) return refusal;
    return visit.give({
      id: 'simulated-person',
      displayName: 'Simulated Administrator',
      siteUrls: [...listSites().map((site) => `${site}#host`), 'partner.webex.com#attendee'],
    });
  });

  app.get('/v1/authorizations/tokenExpiry', (context) => {
    const visit = openVisit(parts, context, 'token_expiry');
    return visit.refuseStranger() ?? visit.give({ exp: tokens.expiryMs(bearerTokenOf(context) ?? '') });
  });
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
