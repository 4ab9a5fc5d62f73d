import { Hono } from 'hono';
import * as z from 'zod';
import { jsonAnswer } from '../answers.ts';
import { parseJson } from '../fields.ts';
import { toLiveAnswer } from '../world/live-answer.ts';
import { bearerTokenOf, describeMissingScope, NO_PRO_PACK, NO_TOKEN } from './authorisation.ts';
import type { SimulatorEnv } from './connection.ts';
import type { Parts } from './parts.ts';
import { openVisit } from './visit.ts';
import { answerVisit } from './visit-answer.ts';

const PERIOD_MS = 60_000;

/** The id of the first simulated site; those of the others follow. */
const FIRST_SITE_ID = 1_000_001;

/** All sites, one by name, or some by id. */
const BODY_SCHEMA = z.union([
  z.strictObject({}),
  z.strictObject({ siteUrl: z.string() }),
  z.strictObject({ siteIds: z.array(z.int()).min(1) }),
]);

type SitesBody = z.output<typeof BODY_SCHEMA>;

/**
 * `POST /v1/livemonitoring/liveMeetingsByCountry`, once a minute for the organisation, whichever sites are asked for. A
 * fault strikes only what would be answered with 200, and takes the minute as an answer does.
 */
export function createLiveEndpoint(parts: Parts): Hono<SimulatorEnv> {
  const { clock, faults, live, organisation, tokens } = parts;
  const endpoint = new Hono<SimulatorEnv>();
  let nextMs = 0;

  /** The sites that a body asks for, retired ones included; undefined when one of them is unknown. */
  function findSites(body: SitesBody): readonly string[] | undefined {
    const all = [...parts.siteUrls, ...organisation.settings.retiredSites];
    if ('siteUrl' in body) return all.includes(body.siteUrl) ? [body.siteUrl] : undefined;
    if (!('siteIds' in body)) return all;
    const found = body.siteIds.flatMap((id) => all[id - FIRST_SITE_ID] ?? []);
    return found.length === body.siteIds.length ? found : undefined;
  }

  function textFor(siteUrls: readonly string[], change: object = {}): string {
    const simulated = siteUrls.filter((siteUrl) => parts.siteUrls.includes(siteUrl));
    const nowMs = clock.nowMs();
    const counts = simulated.flatMap((siteUrl) => live.countsAt(siteUrl, nowMs));
    return JSON.stringify({ ...toLiveAnswer(siteUrls, counts), ...change });
  }

  endpoint.post('/v1/livemonitoring/liveMeetingsByCountry', async (context) => {
    const body = BODY_SCHEMA.safeParse(parseJson(await context.req.text())).data;
    const token = bearerTokenOf(context.req.header('authorization'));
    const siteUrl = body !== undefined && 'siteUrl' in body ? body.siteUrl : undefined;
    const visit = openVisit(parts, { endpoint: 'live_monitoring', siteUrl, token });
    const { refuse } = visit;

    if (token === undefined || !tokens.isValid(token)) return refuse(401, NO_TOKEN);
    const lack = describeMissingScope(organisation.settings, 'analytics:read_all');
    if (lack !== undefined) return refuse(403, lack);
    const waitMs = nextMs - clock.nowMs();
    // A clock that was set back does not make the client wait for where it was.
    if (waitMs > 0 && waitMs <= PERIOD_MS) {
      const response = refuse(429, 'One request per minute is allowed.');
      response.headers.set('retry-after', String(Math.ceil(waitMs / 1000)));
      return response;
    }
    if (!organisation.settings.hasProPack) return refuse(403, NO_PRO_PACK);
    if (body === undefined) return refuse(400, "The body must be {}, {'siteUrl': …} or {'siteIds': […]}.");
    const siteUrls = findSites(body);
    if (siteUrls === undefined)
      return refuse(404, 'A site of the request does not exist in this organization.');

    nextMs = clock.nowMs() + PERIOD_MS;
    const text = (): string => textFor(siteUrls);
    const fault = faults.strike('live', { host: new URL(context.req.url).host });
    return answerVisit(parts, context, visit, fault, {
      right: () => jsonAnswer(200, text(), visit.trackingId),
      text,
      otherSiteText: () => textFor(siteUrls, { siteUrls: ['another-company.webex.com'] }),
      noFiguresText: () => JSON.stringify({ siteUrls }),
    });
  });

  return endpoint;
}
