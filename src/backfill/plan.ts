import { dayAt, DAY_MS, startOfDayMs } from '../window.ts';
import type { ExtraLabel } from './day-file.ts';

/** Control Hub keeps 13 months, and the API is of the same family; its own limit is not documented. */
const MAX_LOOK_BACK_DAYS = 396;

/** Prometheus keeps its newest hours in memory and refuses blocks that reach into them. */
export const HEAD_MS = 3 * 3_600_000;

/** A line of OpenMetrics without extra labels, on average; for the estimate only. */
const BYTES_PER_SAMPLE = 115;

/** Series of one window of a site of ordinary variety; for the estimate only. */
const SERIES_PER_WINDOW = 40;

/** A series of one day in Prometheus's blocks, mostly index, whatever the step; for the estimate only. */
const BLOCK_BYTES_PER_SERIES = 600;

export interface Span {
  /** First and last UTC day on which figures are to be shown. */
  readonly from: string;
  readonly to: string;
  /** No sample is written at or after this instant. */
  readonly untilMs: number;
  readonly stepMs: number;
}

/** Faults of a span, each a line for its user; none when it can be filled. */
export function findSpanFaults({ from, to, untilMs, stepMs }: Span, nowMs: number): string[] {
  const faults: string[] = [];
  const today = dayAt(nowMs);
  const oldest = dayAt(nowMs - MAX_LOOK_BACK_DAYS * DAY_MS);
  if (from > to) faults.push(`--from ${from} is after --to ${to}`);
  if (to > today) faults.push(`--to ${to} lies in the future; today is ${today} (UTC)`);
  if (from < oldest)
    faults.push(`--from ${from} is too old: Webex keeps 13 months, which is ${oldest} today`);
  if (untilMs > nowMs - HEAD_MS) {
    faults.push(
      `--until lies within the last 3 hours, which Prometheus keeps in memory; the latest is ${toInstant(nowMs - HEAD_MS)}`,
    );
  }
  if (from <= to && from <= today && untilMs <= (startOfDayMs(from) ?? 0)) {
    faults.push(
      `nothing is left to write: --from ${from} begins after the last sample, which is before ${toInstant(untilMs)}`,
    );
  }
  if (stepMs > DAY_MS) faults.push('--step is longer than a day');
  return faults;
}

/** The days of a span, the newest first: if the run ends early, the most useful days are there. */
export function listDays({ from, to, untilMs }: Pick<Span, 'from' | 'to' | 'untilMs'>): string[] {
  const first = startOfDayMs(from);
  const last = startOfDayMs(to);
  if (first === undefined || last === undefined) return [];
  const days: string[] = [];
  for (let dayMs = last; dayMs >= first; dayMs -= DAY_MS) if (dayMs < untilMs) days.push(dayAt(dayMs));
  return days;
}

/** The instants of one day's samples, in seconds since the epoch: each step from 00:00 UTC, before `untilMs`. */
export function listSampleSeconds(
  day: string,
  { stepMs, untilMs }: Pick<Span, 'stepMs' | 'untilMs'>,
): number[] {
  const startMs = startOfDayMs(day) ?? 0;
  const endMs = Math.min(startMs + DAY_MS, untilMs);
  const seconds: number[] = [];
  for (let instantMs = startMs; instantMs < endMs; instantMs += stepMs) seconds.push(instantMs / 1000);
  return seconds;
}

export interface AccountShare {
  /** Sites times their windows. */
  readonly questionsPerDay: number;
  /** Those of them whose window is one day. */
  readonly dayQuestionsPerDay: number;
  readonly requestsPerMinute: number;
}

export type Plan = ReturnType<typeof makePlan>;

/** What a run will cost. Samples and bytes are estimates: how many countries a site has is known afterwards. */
export function makePlan(
  days: readonly string[],
  span: Span,
  shares: readonly (AccountShare & { readonly kept: number })[],
  extraLabels: readonly ExtraLabel[],
) {
  const needs = shares.map(({ questionsPerDay, kept, requestsPerMinute }) => {
    const requests = days.length * questionsPerDay;
    return { requests, kept, durationMs: (Math.max(0, requests - kept) / requestsPerMinute) * 60_000 };
  });
  const requests = needs.reduce((sum, need) => sum + need.requests, 0);
  const samples = requests * SERIES_PER_WINDOW * (DAY_MS / span.stepMs);
  // The comma, the equals sign and the quotes.
  const labelBytes = extraLabels.reduce((sum, { name, value }) => sum + name.length + value.length + 4, 0);
  return {
    days: days.length,
    /** Answers needed in all, and those that are kept from an earlier run. */
    requests,
    kept: needs.reduce((sum, need) => sum + need.kept, 0),
    /** At the budget of the slowest account. */
    durationMs: Math.max(0, ...needs.map(({ durationMs }) => durationMs)),
    samples: Math.round(samples),
    /** Text of all days. */
    bytes: Math.round(samples * (BYTES_PER_SAMPLE + labelBytes)),
    blockBytes: requests * SERIES_PER_WINDOW * BLOCK_BYTES_PER_SERIES,
    /** Those of windows of one day, the only ones that alerts look back at. */
    dayRequests: shares.reduce((sum, { dayQuestionsPerDay }) => sum + days.length * dayQuestionsPerDay, 0),
  };
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
