import * as z from 'zod';
import { queryText, type Recording } from '../../recording.ts';
import { JSON_MEDIA_TYPE, mayHaveBody, refusalAnswer } from '../answers.ts';
import { parseJson } from '../../json.ts';
import { parseDay } from '../world/calendar.ts';
import type { Parts } from './parts.ts';
import type { SimulatorApp } from './visit.ts';

type Query = Recording['query'];

/** The sites that recordings ask for, in stand-ins. */
export function listRecordedSites(recordings: readonly Recording[]): readonly string[] {
  const ofQuestion = z.object({ siteUrl: z.string() });
  const sites = recordings.flatMap(
    ({ query, question }) => query['siteUrl'] ?? ofQuestion.safeParse(question).data?.siteUrl ?? [],
  );
  return [...new Set(sites)];
}

/**
 * Recorded answers, to any token: that to the same question, or else the newest that was recorded of the same site and
 * number of days, whose dates stay as they were.
 */
export function addReplayEndpoint(
  app: SimulatorApp,
  { nextTrackingId }: Parts,
  recordings: readonly Recording[],
): void {
  const newestFirst = recordings.toSorted((one, other) => other.at.localeCompare(one.at));

  app.all('/v1/*', async ({ req }) => {
    const query = req.query();
    const body = toBody(parseJson(await req.text()));
    const asked = newestFirst.filter(
      (recording) =>
        recording.method === req.method &&
        recording.path === req.path &&
        toBody(recording.question) === body &&
        recording.query['siteUrl'] === query['siteUrl'],
    );
    const span = spanOf(query);
    const recording =
      asked.find((candidate) => queryText(candidate.query) === queryText(query)) ??
      asked.find((candidate) => span !== undefined && spanOf(candidate.query) === span);
    return recording === undefined
      ? refusalAnswer(404, `The recording has no answer to ${req.method} ${req.path}.`, nextTrackingId())
      : toResponse(recording, nextTrackingId());
  });
}

function toBody(question: unknown): string {
  return question === undefined ? '' : JSON.stringify(question);
}

/** Days from `from` to `to`; undefined when either is missing. */
function spanOf({ from = '', to = '' }: Query): number | undefined {
  const [first, last] = [parseDay(from), parseDay(to)];
  return first === undefined || last === undefined ? undefined : last - first + 1;
}

function toResponse({ status, headers, answer, leftOutBytes }: Recording, trackingId: string): Response {
  const isLeftOut = leftOutBytes !== undefined;
  const text = isLeftOut ? `<html>${leftOutBytes} bytes were not recorded</html>` : toBody(answer);
  return new Response(mayHaveBody(status) ? text : null, {
    status,
    headers: { ...headers, 'content-type': isLeftOut ? 'text/html' : JSON_MEDIA_TYPE, trackingId },
  });
}
