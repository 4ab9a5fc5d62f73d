import { Hono } from 'hono';
import * as z from 'zod';
import type { Recording } from '../../recording.ts';
import { JSON_MEDIA_TYPE, mayHaveBody, refusalAnswer } from '../answers.ts';
import { parseJson } from '../fields.ts';
import { parseDay } from '../world/calendar.ts';
import type { SimulatorEnv } from './connection.ts';
import type { Parts } from './parts.ts';

/** The sites that recordings ask for, in stand-ins. */
export function listRecordedSites(recordings: readonly Recording[]): readonly string[] {
  const ofQuestion = z.object({ siteUrl: z.string() });
  return [
    ...new Set(
      recordings.flatMap(
        ({ query, question }) => query['siteUrl'] ?? ofQuestion.safeParse(question).data?.siteUrl ?? [],
      ),
    ),
  ];
}

interface ReplayedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** As JSON text; empty without a body. */
  readonly body: string;
}

/**
 * Recorded answers, to any token: that to the same question, or else the newest that was recorded of the same site and
 * number of days, whose dates stay as they were.
 */
export function createReplayEndpoint(
  recordings: readonly Recording[],
  { nextTrackingId }: Pick<Parts, 'nextTrackingId'>,
): Hono<SimulatorEnv> {
  const newestFirst = recordings.toSorted((one, other) => other.at.localeCompare(one.at));
  const endpoint = new Hono<SimulatorEnv>();

  endpoint.all('/v1/*', async (context) => {
    const question = {
      method: context.req.method,
      path: context.req.path,
      query: context.req.query(),
      body: toBody(parseJson(await context.req.text())),
    };
    const asked = newestFirst.filter((recording) => isSame(recording, question));
    const recording =
      asked.find(({ query }) => keyOf(query) === keyOf(question.query)) ??
      asked.find(({ query }) => spanOf(query) !== undefined && spanOf(query) === spanOf(question.query));
    const trackingId = nextTrackingId();
    return recording === undefined
      ? refusalAnswer(
          404,
          `The recording has no answer to ${question.method} ${context.req.path}.`,
          trackingId,
        )
      : toResponse(recording, trackingId);
  });

  return endpoint;
}

/** Whether a recording answers the question but for the days that it asks for. */
function isSame({ method, path, query, question: body }: Recording, question: ReplayedRequest): boolean {
  return (
    method === question.method &&
    path === question.path &&
    toBody(body) === question.body &&
    query['siteUrl'] === question.query['siteUrl']
  );
}

function toBody(question: unknown): string {
  return question === undefined ? '' : JSON.stringify(question);
}

function keyOf(query: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return parameters.toString();
}

/** Days from `from` to `to`; undefined when either is missing. */
function spanOf({ from = '', to = '' }: Readonly<Record<string, string>>): number | undefined {
  const [first, last] = [parseDay(from), parseDay(to)];
  return first === undefined || last === undefined ? undefined : last - first + 1;
}

function toResponse({ status, headers, answer, leftOutBytes }: Recording, trackingId: string): Response {
  const mediaType = leftOutBytes === undefined ? JSON_MEDIA_TYPE : 'text/html';
  const text =
    leftOutBytes === undefined ? toBody(answer) : `<html>${leftOutBytes} bytes were not recorded</html>`;
  return new Response(mayHaveBody(status) ? text : null, {
    status,
    headers: { ...headers, 'content-type': mediaType, trackingId },
  });
}
