import { jsonAnswer } from '../answers.ts';
import type { Reading } from '../fields.ts';
import { dayAt, parseDay } from '../world/calendar.ts';
import type { Parts } from './parts.ts';
import { openVisit, type SimulatorApp } from './visit.ts';

/** A range of days that may be asked for, both ends included. */
interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** `GET /v1/analytics/meetingsMetrics/aggregates`. A fault strikes only what would be answered with 200. */
export function addAggregatesEndpoint(app: SimulatorApp, parts: Parts): void {
  const { sites, truth, clock } = parts;

  app.get('/v1/analytics/meetingsMetrics/aggregates', async (context) => {
    const { siteUrl, from, to } = context.req.query();
    const visit = openVisit(parts, context, 'aggregates', { siteUrl, from, to });

    const refusal = visit.refuseStranger('analytics:read_all');
    if (refusal) return refusal;
    if (siteUrl === undefined || siteUrl === '') return visit.refuse(400, "'siteUrl' is required");
    const range = readDayRange(from, to, clock.nowMs());
    if ('problem' in range) return visit.refuse(400, range.problem);
    if (!sites.includes(siteUrl))
      return visit.refuse(404, `The site ${siteUrl} does not exist in this organisation.`);

    return visit.answer(
      siteUrl,
      (kind) => {
        const answer =
          kind === 'other-site'
            ? answerOfOther(parts, siteUrl, range.value)
            : truth.answer(siteUrl, range.value.from, range.value.to);
        const shown = kind === 'no-figures' ? { ...answer, metrics: {} } : answer;
        return jsonAnswer(200, JSON.stringify(shown), visit.trackingId);
      },
      range.value.to - range.value.from + 1,
    );
  });
}

/** That of the next site, or, where there is only one, this site's under another name. */
function answerOfOther({ sites, truth }: Parts, siteUrl: string, { from, to }: DayRange): object {
  const next = sites[(sites.indexOf(siteUrl) + 1) % sites.length] ?? siteUrl;
  const answer = truth.answer(next, from, to);
  return next === siteUrl ? { ...answer, siteUrl: 'another-company.webex.com' } : answer;
}

/**
 * The days that a query's `from` and `to` mean: only `to` is that day, only `from` lasts until yesterday, neither is
 * yesterday.
 */
function readDayRange(
  fromText: string | undefined,
  toText: string | undefined,
  nowMs: number,
): Reading<DayRange> {
  const yesterday = dayAt(nowMs) - 1;
  const to = toText === undefined ? yesterday : parseDay(toText);
  if (to === undefined) return malformed('to');
  const from = fromText === undefined ? to : parseDay(fromText);
  if (from === undefined) return malformed('from');
  if (to > yesterday) return { problem: "'to' must not be later than yesterday (UTC)" };
  if (from > to) return { problem: "'from' must not be later than 'to'" };
  return { value: { from, to } };
}

function malformed(name: string): { readonly problem: string } {
  return { problem: `'${name}' must be a UTC date of the form YYYY-MM-DD` };
}
