import * as z from 'zod';
import { parseJson } from './json.ts';

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

/** Reads the text of a recording's file; undefined for anything else. */
export function parseRecording(text: string): Recording | undefined {
  return RECORDING_SCHEMA.safeParse(parseJson(text)).data;
}

/** The parameters of a question as one text, whatever their order. */
export function queryText(query: Recording['query']): string {
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return parameters.toString();
}
