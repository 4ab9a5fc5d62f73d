import * as z from 'zod';
import { instantSchema as instantMs } from '../instant-schema.ts';
import type { KeptState } from '../snapshot/snapshot.ts';
import { Points, type Point } from '../points.ts';
import type { Summary } from '../snapshot/summary.ts';
import type { TargetKey } from '../snapshot/target-key.ts';
import { OUTCOMES } from '../webex/outcome.ts';
import { createRecordFile, type RecordFile, type StateFileOptions } from './record-file.ts';

const VERSION = 2;

const figure = z.number().min(0);

/** In files points are a list of objects. */
function listOf(point: z.ZodType<Point>) {
  return z.array(point).transform((points) => Points.from(points));
}

const summary = z.object({
  figures: z.record(z.string(), figure),
  breakdowns: z.record(z.string(), listOf(z.object({ labels: z.array(z.string()).min(1), value: figure }))),
  startMs: instantMs.optional(),
  endMs: instantMs.optional(),
  folded: z.record(z.string(), figure),
});

const named = listOf(z.tuple([z.string(), figure]).transform(([name, value]) => ({ labels: [name], value })));

/** As exporters before 0.2.0 kept it, who knew one API. */
const oldSummary = z
  .object({
    figures: z.record(z.string(), figure),
    joinMethods: named,
    roles: named,
    countries: listOf(
      z
        .object({ country: z.string(), code: z.string(), participants: figure })
        .transform(({ country, code, participants }) => ({ labels: [country, code], value: participants })),
    ),
    startMs: instantMs.optional(),
    endMs: instantMs.optional(),
    folded: z.record(z.string(), figure),
  })
  .transform(({ joinMethods, roles, countries, ...rest }) => ({
    ...rest,
    breakdowns: { joinMethods, roles, countries },
  }));

/** A summary as it is kept in files, also in those of an older exporter: an upgrade loses no figure. */
export const summarySchema: z.ZodType<Summary> = z.union([summary, oldSummary]);

const poll = z.object({ outcome: z.enum(OUTCOMES), attemptMs: instantMs, durationMs: figure });

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
  dailies: z.array(z.object({ startMs: instantMs, value: figure })).exactOptional(),
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

/** Whether both are in one file; their texts are not made for it, since each poll asks for all that is polled. */
export function isInSameFile(a: FileKey, b: FileKey): boolean {
  return a.site === b.site && (a.site !== undefined || a.account === b.account);
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
