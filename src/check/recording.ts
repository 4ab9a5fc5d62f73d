import { createHash } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '../json.ts';
import { queryText, type Recording } from '../recording.ts';
import type { Json, StandIns } from '../stand-ins.ts';
import type { Answered, ExchangeRequest } from '../webex/exchange.ts';

/** A question to Webex and its answer, as they happened. */
export interface AnsweredRequest {
  readonly request: ExchangeRequest;
  readonly answer: Answered;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** What these endpoints say is a secret, or leads to one. */
const UNRECORDED = new Set(['access_token', 'device_authorize', 'device_token']);

/** The exchange with stand-ins for hosts, names and ids, figures as they are; undefined for one that is never kept. */
export function toRecording(
  { request, answer, atMs }: AnsweredRequest,
  standIns: StandIns,
): Recording | undefined {
  const { endpoint, method, url } = request;
  const { status, retryAfter, body } = answer;
  if (UNRECORDED.has(endpoint)) return undefined;
  const question = readBody(request.body ?? '');
  const document = readBody(body);
  return {
    version: 1,
    at: new Date(atMs).toISOString(),
    endpoint,
    method,
    path: /\/v1\/[a-z/]+$/i.exec(url.pathname)?.[0] ?? '/',
    query: Object.fromEntries(
      Array.from(url.searchParams, ([name, value]) => [name, standIns.text(value, name)]),
    ),
    ...(question === undefined ? {} : { question: standIns.json(question) }),
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': standIns.text(retryAfter, 'message') },
    ...(document === undefined ? {} : { answer: standIns.json(document) }),
    ...(document === undefined && body !== '' ? { leftOutBytes: Buffer.byteLength(body) } : {}),
  };
}

function readBody(body: string): Json | undefined {
  return z.json().safeParse(parseJson(body)).data;
}

/** The name of its file: the same question has the same one, so that its newest answer stays. */
export function nameRecording({ endpoint, method, path, query, question }: Recording): string {
  const asked = JSON.stringify([method, path, queryText(query), question]);
  return `${endpoint}-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}.json`;
}
