import type { Daily } from '../snapshot/dailies.ts';
import { DAY_MS } from '../window.ts';
import type { SiteStatus } from './state.ts';
import type { HeadlineOf } from './view.ts';

/** The headline of the newest day that Webex has told of. */
export interface NewestDay {
  /** What is counted, in the singular. */
  readonly noun: string;
  readonly startMs: number;
  readonly value: number;
  /** What this weekday usually has; undefined before there are enough of them. */
  readonly usual: number | undefined;
}

/** One day of the same weekday may have been a holiday. */
const MIN_WEEKDAYS = 2;

const WEEK_MS = 7 * DAY_MS;

/** Undefined where no day is known. */
export function newestDayOf(site: SiteStatus, headlineOf: HeadlineOf): NewestDay | undefined {
  const target = site.windows.find(({ dailies }) => dailies.length > 0);
  const newest = target?.dailies.at(-1);
  const headline = target && headlineOf(target.collector);
  if (newest === undefined || headline === undefined) return undefined;
  return { noun: headline.noun, ...newest, usual: usualOf(dailiesOf(site)) };
}

/** The days that are known of a site, oldest first. */
export function dailiesOf({ windows }: SiteStatus): readonly Daily[] {
  return windows.find(({ dailies }) => dailies.length > 0)?.dailies ?? [];
}

/** The median of the days before the newest that are of its weekday. */
function usualOf(dailies: readonly Daily[]): number | undefined {
  const newestMs = dailies.at(-1)?.startMs ?? 0;
  const values = dailies
    .slice(0, -1)
    .filter(({ startMs }) => (newestMs - startMs) % WEEK_MS === 0)
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  if (values.length < MIN_WEEKDAYS) return undefined;
  const middle = values.slice(Math.floor((values.length - 1) / 2), Math.floor(values.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** By which part the newest day is over what is usual: 0.03 is 3 % more. Undefined where that is nothing or not known. */
export function changeOf({ value, usual }: Pick<NewestDay, 'value' | 'usual'>): number | undefined {
  return usual === undefined || usual === 0 ? undefined : value / usual - 1;
}

/** The newest day of all sites together. */
export interface NewestTotal extends NewestDay {
  /** Sites of which this day is known. */
  readonly siteCount: number;
  readonly change: number | undefined;
}

/** The change is that of the sites of which it is known, so that one that is new does not look like growth. */
export function totalOf(days: readonly (NewestDay | undefined)[]): NewestTotal | undefined {
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
    siteCount: newest.length,
    change: changeOf({ value: sum(compared.map(({ value }) => value)), usual }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
