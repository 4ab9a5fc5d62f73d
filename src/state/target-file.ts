import * as z from 'zod';
import { instantSchema as instantMs } from '../instant.ts';
import type { KeptState } from '../snapshot/snapshot.ts';
import type { TargetKey } from '../snapshot/target-key.ts';
import { OUTCOMES } from '../webex/outcome.ts';
import { createRecordFile, type RecordFile, type StateFileOptions } from './record-file.ts';
import { summarySchema } from './summary-schema.ts';

const VERSION = 2;

const duration = z.number().min(0);

const poll = z.object({ outcome: z.enum(OUTCOMES), attemptMs: instantMs, durationMs: duration });

const target = z.object({
  summary: summarySchema.optional(),
  lastSuccessMs: instantMs.optional(),
  lastChangeMs: instantMs.optional(),
  newestPoll: poll
    .extend({
      problem: z.string().optional(),
      advice: z.string().optional(),
      isForeign: z.boolean().optional(),
      trackingId: z.string().optional(),
      pendingUntilMs: instantMs.optional(),
    })
    .optional(),
  recentPolls: z.array(poll).exactOptional(),
  dailies: z.array(z.object({ startMs: instantMs, value: z.number().min(0) })).exactOptional(),
  failingSinceMs: instantMs.optional(),
  nextPollMs: instantMs.optional(),
});

const targets = z.array(z.object({ collector: z.string(), window: z.string().optional(), state: target }));

/** Version 1 knew windows of one API only, by their label; when their figures last changed it did not know. */
const targetsOfVersion1 = z.record(z.string(), target).transform((windows) =>
  Object.entries(windows).map(([window, state]) => ({
    collector: 'meetings',
    window,
    state: { ...state, lastChangeMs: state.lastSuccessMs },
  })),
);

/** What is kept of one target. */
export interface KeptTarget extends Pick<TargetKey, 'collector' | 'window'> {
  readonly state: Partial<KeptState>;
}

/** The part of a key that targets of one file have in common: a site, or an account as a whole. */
export type FileKey = Pick<TargetKey, 'account' | 'site'>;

/** One text per file. */
export function fileId({ account, site }: FileKey): string {
  return site === undefined ? `accounts/${account}` : `sites/${site}`;
}

/** The figures and the schedule of one site or account. Each has its own file, so a torn one costs no other anything. */
export function createTargetFile(key: FileKey, options: StateFileOptions): RecordFile<readonly KeptTarget[]> {
  return createRecordFile({
    ...options,
    name: `${fileId(key)}.json`,
    version: VERSION,
    schema: targets,
    older: { 1: targetsOfVersion1 },
  });
}
