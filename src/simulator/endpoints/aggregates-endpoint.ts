import { Hono, type Context } from 'hono';
import { jsonAnswer } from '../answers.ts';
import { readDayRange, type DayRange } from './aggregates-query.ts';
import { bearerTokenOf, describeMissingScope, NO_PRO_PACK, NO_TOKEN } from './authorisation.ts';
import type { SimulatorEnv } from './connection.ts';
import type { Parts } from './parts.ts';
import { openVisit, type Visit } from './visit.ts';
import { answerVisit } from './visit-answer.ts';

/** `GET /v1/analytics/meetingsMetrics/aggregates`. A fault strikes only what would be answered with 200. */
export function createAggregatesEndpoint(parts: Parts): Hono<SimulatorEnv> {
  const siteUrls = new Set(parts.siteUrls);
  const endpoint = new Hono<SimulatorEnv>();

  endpoint.get('/v1/analytics/meetingsMetrics/aggregates', async (context) => {
    const { siteUrl, from, to } = context.req.query();
    const accessToken = bearerTokenOf(context.req.header('authorization'));
    const visit = openVisit(parts, { endpoint: 'aggregates', siteUrl, from, to, token: accessToken });
    const { refuse } = visit;

    if (accessToken === undefined || !parts.tokens.isValid(accessToken)) {
      return refuse(401, NO_TOKEN);
    }
    const { settings } = parts.organisation;
    const lack = settings.hasProPack ? describeMissingScope(settings, 'analytics:read_all') : NO_PRO_PACK;
    if (lack !== undefined) return refuse(403, lack);
    if (siteUrl === undefined || siteUrl === '') return refuse(400, "'siteUrl' is required");
    const range = readDayRange(from, to, parts.clock.nowMs());
    if ('problem' in range) return refuse(400, range.problem);
    if (!siteUrls.has(siteUrl))
      return refuse(404, `The site ${siteUrl} does not exist in this organisation.`);
    return answerKnownSite(parts, context, siteUrl, range.value, visit);
  });

  return endpoint;
}

function answerKnownSite(
  parts: Parts,
  context: Context<SimulatorEnv>,
  siteUrl: string,
  { from, to }: DayRange,
  visit: Visit,
): Promise<Response> {
  const fault = parts.faults.strike(siteUrl, {
    windowDays: to - from + 1,
    host: new URL(context.req.url).host,
  });
  const text = (): string => JSON.stringify(parts.truth.answer(siteUrl, from, to));
  return answerVisit(parts, context, visit, fault, {
    right: () => jsonAnswer(200, text(), visit.trackingId),
    text,
    otherSiteText: () => otherSiteText(parts, siteUrl, from, to),
    noFiguresText: () => JSON.stringify({ ...parts.truth.answer(siteUrl, from, to), metrics: {} }),
  });
}

function otherSiteText(parts: Parts, siteUrl: string, from: number, to: number): string {
  const next = parts.siteUrls[(parts.siteUrls.indexOf(siteUrl) + 1) % parts.siteUrls.length] ?? siteUrl;
  const answer = parts.truth.answer(next, from, to);
  return JSON.stringify(next === siteUrl ? { ...answer, siteUrl: 'another-company.webex.com' } : answer);
}
