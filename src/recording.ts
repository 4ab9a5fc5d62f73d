import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Json, StandIns } from './stand-ins.ts';

/** Where a folder of recordings keeps the salt of its stand-ins (mode 0600). It is not for others. */
export const SALT_FILE = '.salt';

/** One question to Webex and its answer, as a file of its own: `check --record` writes it, `simulate --replay` reads it. */
export const RECORDING_SCHEMA = z.strictObject({
  /** Of the format. */
  version: z.literal(1),
  /** When Webex answered. */
  at: z.iso.datetime(),
  /** As `webex_api_requests_total` names it, e.g. `aggregates`. */
  endpoint: z.string().regex(/^[a-z_]+$/),
  method: z.enum(['GET', 'POST']),
  /** From `/v1/` on. */
  path: z.string().startsWith('/'),
  query: z.record(z.string(), z.string()),
  /** The JSON body of the question; absent without one. */
  question: z.json().optional(),
  status: z.int().min(200).max(599),
  headers: z.strictObject({ 'retry-after': z.string().exactOptional() }),
  /** The JSON body of the answer; absent when it was empty or no JSON. */
  answer: z.json().optional(),
  /** Size of a body that is no JSON, and so left out. */
  leftOutBytes: z.int().min(1).optional(),
});

export type Recording = Readonly<z.output<typeof RECORDING_SCHEMA>>;

/** An exchange with Webex as it happened. */
export interface RecordedExchange {
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Text of the question's body. */
  readonly question?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly status: number;
  readonly retryAfter?: string | undefined;
  readonly body: string;
}

/** What these endpoints say is a secret, or leads to one. */
const UNRECORDED = new Set(['access_token', 'device_authorize', 'device_token']);

/** The exchange with stand-ins for hosts, names and ids, figures as they are; undefined for one that is never kept. */
export function toRecording(exchange: RecordedExchange, standIns: StandIns): Recording | undefined {
  const { endpoint, method, url, status, retryAfter, body } = exchange;
  if (UNRECORDED.has(endpoint)) return undefined;
  const question = parse(exchange.question ?? '');
  const answer = parse(body);
  return {
    version: 1,
    at: new Date(exchange.atMs).toISOString(),
    endpoint,
    method,
    path: /\/v1\/[a-z/]+$/i.exec(url.pathname)?.[0] ?? '/',
    query: Object.fromEntries(
      Array.from(url.searchParams, ([name, value]) => [name, standIns.text(value, name)]),
    ),
    ...(question === undefined ? {} : { question: standIns.json(question) }),
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': standIns.text(retryAfter, 'message') },
    ...(answer === undefined ? {} : { answer: standIns.json(answer) }),
    ...(answer === undefined && body !== '' ? { leftOutBytes: Buffer.byteLength(body) } : {}),
  };
}

/** Reads the text of a recording's file; undefined for anything else. */
export function parseRecording(text: string): Recording | undefined {
  return RECORDING_SCHEMA.safeParse(parse(text)).data;
}

/** The name of its file: the same question has the same one, so that its newest answer stays. */
export function nameRecording({ endpoint, method, path, query, question }: Recording): string {
  const parameters = new URLSearchParams(query);
  parameters.sort();
  const asked = JSON.stringify([method, path, parameters.toString(), question]);
  return `${endpoint}-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}.json`;
}

/** Undefined, which no JSON text means, for anything else. */
function parse(text: string): Json | undefined {
  try {
    return z.json().safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
