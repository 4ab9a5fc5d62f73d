import type { Daily } from '../snapshot/dailies.ts';
import { DAY_MS } from '../window.ts';
import type { SiteStatus } from './state.ts';
import type { HeadlineOf } from './view.ts';

/** The headline of the newest day that Webex has told of. */
export interface NewestDay extends Daily {
  /** What is counted, in the singular. */
  readonly noun: string;
  /** What this weekday usually has; undefined before there are enough of them. */
  readonly usual: number | undefined;
  /** By which part it is over what is usual: 0.03 is 3 % more. Undefined where that is nothing or not known. */
  readonly change: number | undefined;
}

/** One day of the same weekday may have been a holiday. */
const MIN_WEEKDAYS = 2;

const WEEK_MS = 7 * DAY_MS;

/** Undefined where no day is known. */
export function newestDayOf(site: SiteStatus, headlineOf: HeadlineOf): NewestDay | undefined {
  const target = findWithDays(site);
  const newest = target?.dailies.at(-1);
  const headline = target && headlineOf(target.collector);
  if (newest === undefined || headline === undefined) return undefined;
  const usual = usualOf(target?.dailies ?? [], newest.startMs);
  return { ...newest, noun: headline.noun, usual, change: toChange(newest.value, usual) };
}

/** The days that are known of a site, oldest first. */
export function dailiesOf(site: SiteStatus): readonly Daily[] {
  return findWithDays(site)?.dailies ?? [];
}

function findWithDays({ windows }: SiteStatus) {
  return windows.find(({ dailies }) => dailies.length > 0);
}

/** The median of the days before the newest that are of its weekday. */
function usualOf(dailies: readonly Daily[], newestMs: number): number | undefined {
  const values = dailies
    .filter(({ startMs }) => startMs < newestMs && (newestMs - startMs) % WEEK_MS === 0)
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  if (values.length < MIN_WEEKDAYS) return undefined;
  const middle = values.slice(Math.floor((values.length - 1) / 2), Math.floor(values.length / 2) + 1);
  return sum(middle) / middle.length;
}

function toChange(value: number, usual: number | undefined): number | undefined {
  return usual === undefined || usual === 0 ? undefined : value / usual - 1;
}

/**
 * The newest day of all sites together. The change is that of the sites of which it is known, so that one that is new does
 * not look like growth.
 */
export function totalOf(days: readonly (NewestDay | undefined)[]) {
  const known = days.filter((day) => day !== undefined);
  const startMs = known.reduce((newest, day) => Math.max(newest, day.startMs), -Infinity);
  const newest = known.filter((day) => day.startMs === startMs);
  const [first] = newest;
  if (first === undefined) return undefined;
  const compared = newest.filter(({ usual }) => usual !== undefined);
  const usual = compared.length === 0 ? undefined : sum(compared.map((day) => day.usual ?? 0));
  return {
    noun: first.noun,
    startMs,
    value: sum(newest.map(({ value }) => value)),
    usual,
    change: toChange(sum(compared.map(({ value }) => value)), usual),
    /** Sites of which this day is known. */
    siteCount: newest.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
