import * as z from 'zod';
import { jsonAnswer } from '../answers.ts';
import { parseJson } from '../../json.ts';
import type { Parts } from './parts.ts';
import { openVisit, type SimulatorApp } from './visit.ts';

const PERIOD_MS = 60_000;

/** The id of the first simulated site; those of the others follow. */
const FIRST_SITE_ID = 1_000_001;

/** All sites, one by name, or some by id. */
const BODY_SCHEMA = z.union([
  z.strictObject({}),
  z.strictObject({ siteUrl: z.string() }),
  z.strictObject({ siteIds: z.array(z.int()).min(1) }),
]);

/**
 * `POST /v1/livemonitoring/liveMeetingsByCountry`, once a minute for the organisation, whichever sites are asked for. A
 * fault strikes only what would be answered with 200, and takes the minute as an answer does.
 */
export function addLiveEndpoint(app: SimulatorApp, parts: Parts): void {
  const { clock, live, organisation, sites } = parts;
  let nextMs = 0;

  /** The sites that a body asks for, retired ones included; undefined when one of them is unknown. */
  function findSites(body: z.output<typeof BODY_SCHEMA>): readonly string[] | undefined {
    const all = [...sites, ...organisation.settings.retiredSites];
    if ('siteUrl' in body) return all.includes(body.siteUrl) ? [body.siteUrl] : undefined;
    if (!('siteIds' in body)) return all;
    const found = body.siteIds.flatMap((id) => all[id - FIRST_SITE_ID] ?? []);
    return found.length === body.siteIds.length ? found : undefined;
  }

  app.post('/v1/livemonitoring/liveMeetingsByCountry', async (context) => {
    const body = BODY_SCHEMA.safeParse(parseJson(await context.req.text())).data;
    const siteUrl = body !== undefined && 'siteUrl' in body ? body.siteUrl : undefined;
    const visit = openVisit(parts, context, 'live_monitoring', { siteUrl });

    const refusal = visit.refuseStranger('analytics:read_all');
    if (refusal) return refusal;
    const waitMs = nextMs - clock.nowMs();
    // A clock that was set back does not make the client wait for where it was.
    if (waitMs > 0 && waitMs <= PERIOD_MS) {
      const response = visit.refuse(429, 'One request per minute is allowed.');
      response.headers.set('retry-after', String(Math.ceil(waitMs / 1000)));
      return response;
    }
    if (body === undefined)
      return visit.refuse(400, "The body must be {}, {'siteUrl': …} or {'siteIds': […]}.");
    const siteUrls = findSites(body);
    if (siteUrls === undefined)
      return visit.refuse(404, 'A site of the request does not exist in this organization.');

    nextMs = clock.nowMs() + PERIOD_MS;
    return visit.answer('live', (kind) => {
      const simulated = siteUrls.filter((site) => sites.includes(site));
      const named = kind === 'other-site' ? ['another-company.webex.com'] : siteUrls;
      const figures = kind === 'no-figures' ? {} : live.answerAt(simulated, clock.nowMs());
      return jsonAnswer(200, JSON.stringify({ ...figures, siteUrls: named }), visit.trackingId);
    });
  });
}
