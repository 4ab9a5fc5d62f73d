import type { Outcome } from '../../../src/webex/outcome.ts';
import { join, type Series, type ValueAt } from './rule-test.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const STALE_AFTER = 48 * HOUR;
/** 13:00 UTC of the day after, and an hour. */
const LATE_AFTER = 14 * HOUR;
const FIRST_RETRY = 300;

/** A site as Webex and its exporter have it. */
export interface ModelledSite {
  /**
   * What Webex says of a day (counted from 1970-01-01) that many hours after its end; undefined: it has no figures.
   */
  readonly meetings: (day: number, hoursAfter: number) => number | undefined;
  /** Default `main`. */
  readonly account?: string;
  /** Default: an hour. */
  readonly intervalSeconds?: number;
  /** When in the interval polls are made, seconds; default 0. */
  readonly phaseSeconds?: number;
  /** How polls fail at a moment; default: they do not. */
  readonly failure?: (timeSeconds: number) => Outcome | undefined;
  /** Whether the exporter runs and is scraped; default: always. */
  readonly isUp?: (timeSeconds: number) => boolean;
  /** Up to this moment the figures are a backfill's: final from 00:00 UTC, and without polls. Default: none are. */
  readonly backfilledUntil?: number;
  /** Default `['1d']`. */
  readonly windows?: readonly string[];
  /** Shares of a day's joins by country code; default none. */
  readonly countries?: (day: number) => Readonly<Record<string, number>>;
  /** Joins of a day by method; default none. */
  readonly joinMethods?: (day: number) => Readonly<Record<string, number>>;
  /** Joins to a meeting; default 4. */
  readonly joinsPerMeeting?: (day: number) => number;
  readonly instance?: string;
}

/** What a window shows from a moment on. */
interface State {
  readonly time: number;
  readonly outcome: Outcome;
  readonly isGood: boolean;
  readonly isPending: boolean;
  readonly shown: { readonly day: number; readonly meetings: number } | undefined;
  readonly lastSuccess: number | undefined;
  readonly lastChange: number | undefined;
}

/** The series of a site over so many days, by polls such as the exporter makes them: failed ones are followed sooner. */
export function siteSeries(site: string, spec: ModelledSite, days: number): Series {
  const { account = 'main', windows = ['1d'], instance = 'exporter:10054', backfilledUntil = 0 } = spec;
  const info = `site="${site}",account="${account}",instance="${instance}",job="webex"`;
  const isUp = (time: number): boolean => time >= backfilledUntil && (spec.isUp?.(time) ?? true);
  return join([
    {
      [`webex_site_info{${info}}`]: (time: number) => (isUp(time) || time < backfilledUntil ? 1 : undefined),
    },
    ...windows.map((window): Series => {
      const states = pollAll(spec, days, isUp);
      const stateAt = createReader(states);
      const labels = `site="${site}",window="${window}",instance="${instance}",job="webex"`;
      const polls = `collector="meetings",account="${account}",${labels}`;
      const state = (read: (state: State, time: number) => number | undefined): ValueAt => {
        return (time) => {
          const found = isUp(time) ? stateAt(time) : undefined;
          return found === undefined ? undefined : read(found, time);
        };
      };
      const shownAt = (time: number): State['shown'] => {
        if (time < backfilledUntil) {
          const day = Math.floor(time / DAY) - 1;
          const meetings = spec.meetings(day, 24);
          return meetings === undefined ? undefined : { day, meetings };
        }
        return isUp(time) ? stateAt(time)?.shown : undefined;
      };
      const figure = (read: (shown: NonNullable<State['shown']>) => number | undefined): ValueAt => {
        return (time) => {
          const shown = shownAt(time);
          return shown === undefined ? undefined : read(shown);
        };
      };
      const joins = (day: number, meetings: number): number => meetings * (spec.joinsPerMeeting?.(day) ?? 4);
      const outcomes = new Set(states.map(({ outcome }) => outcome));
      return {
        [`webex_meetings{${labels}}`]: figure(({ meetings }) => meetings),
        [`webex_meeting_participants{${labels}}`]: figure(({ day, meetings }) => joins(day, meetings)),
        [`webex_window_end_timestamp_seconds{${labels}}`]: figure(({ day }) => (day + 1) * DAY),
        ...Object.fromEntries(
          Object.keys(spec.countries?.(0) ?? {}).map((code) => [
            `webex_meeting_participants_by_country{${labels},country="${code}",country_code="${code}"}`,
            // What is 0 is not in the answer; so for methods.
            figure(
              ({ day, meetings }) => joins(day, meetings) * (spec.countries?.(day)[code] ?? 0) || undefined,
            ),
          ]),
        ),
        ...Object.fromEntries(
          Object.keys(spec.joinMethods?.(0) ?? {}).map((method) => [
            `webex_meeting_participants_by_join_method{${labels},join_method="${method}"}`,
            figure(({ day }) => spec.joinMethods?.(day)[method] || undefined),
          ]),
        ),
        [`webex_window_last_change_timestamp_seconds{${labels}}`]: state(({ lastChange }) => lastChange),
        [`webex_window_pending{${labels}}`]: state(({ isPending }) => (isPending ? 1 : 0)),
        [`webex_poll_success{${polls}}`]: state(({ isGood }) => (isGood ? 1 : 0)),
        [`webex_poll_last_success_timestamp_seconds{${polls}}`]: state(({ lastSuccess }) => lastSuccess),
        [`webex_poll_last_attempt_timestamp_seconds{${polls}}`]: state(({ time }) => time),
        [`webex_poll_interval_seconds{${polls}}`]: (time: number) =>
          isUp(time) ? intervalOf(spec) : undefined,
        ...Object.fromEntries(
          Array.from(outcomes, (outcome) => [
            `webex_poll_outcome{${polls},outcome="${outcome}"}`,
            state((found) => (found.outcome === outcome ? 1 : undefined)),
          ]),
        ),
      };
    }),
  ]);
}

function intervalOf({ intervalSeconds = HOUR }: ModelledSite): number {
  return intervalSeconds;
}

/** The state after each poll. */
function pollAll(spec: ModelledSite, days: number, isUp: (time: number) => boolean): readonly State[] {
  const interval = intervalOf(spec);
  const states: State[] = [];
  let newest: State | undefined;
  let retryAfter = FIRST_RETRY;
  let time = nextStart(spec.backfilledUntil ?? 0, isUp, days);
  let regular = time + (spec.phaseSeconds ?? 0);
  while (time <= days * DAY) {
    newest = poll(spec, time, newest);
    states.push(newest);
    while (regular <= time) regular += interval;
    retryAfter = newest.isGood ? FIRST_RETRY : Math.min(2 * retryAfter, interval);
    const next = newest.isGood ? regular : Math.min(regular, time + retryAfter);
    time = isUp(next) ? next : nextStart(next, isUp, days);
  }
  return states;
}

/** The first moment from this one on at which the exporter runs: it polls at its start. */
function nextStart(time: number, isUp: (time: number) => boolean, days: number): number {
  let start = time;
  while (!isUp(start) && start <= days * DAY) start += 300;
  return start;
}

function poll(spec: ModelledSite, time: number, before: State | undefined): State {
  const day = Math.floor(time / DAY) - 1;
  const secondsAfter = time - (day + 1) * DAY;
  const failed = spec.failure?.(time);
  const meetings = failed === undefined ? spec.meetings(day, secondsAfter / HOUR) : undefined;
  if (meetings !== undefined) {
    const isChanged = before?.shown?.day !== day || before.shown.meetings !== meetings;
    return {
      time,
      outcome: 'success',
      isGood: true,
      isPending: false,
      shown: { day, meetings },
      lastSuccess: time,
      lastChange: isChanged ? time : before.lastChange,
    };
  }
  const isPending = failed === undefined && secondsAfter < LATE_AFTER;
  const isStale = before?.lastSuccess === undefined || time - before.lastSuccess > STALE_AFTER;
  return {
    time,
    outcome: failed ?? 'no_data',
    isGood: isPending,
    isPending,
    shown: isStale ? undefined : before.shown,
    lastSuccess: before?.lastSuccess,
    lastChange: isStale ? undefined : before.lastChange,
  };
}

/** Reads the newest state at rising moments. */
function createReader(states: readonly State[]): (time: number) => State | undefined {
  const times = states.map(({ time }) => time);
  return (time) => {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] ?? Infinity) <= time) low = middle + 1;
      else high = middle;
    }
    return states[low - 1];
  };
}

/** Meetings of a day counted from 1970-01-01, a Thursday: nearly none on Saturday and Sunday, weeks alike. */
export function steadyWeeks(weekdayMeetings: number): (day: number) => number {
  return (day) => {
    const weekday = (((day + 4) % 7) + 7) % 7;
    return Math.round(weekdayMeetings * (weekday === 0 || weekday === 6 ? 0.05 : 1));
  };
}

/** The same, up to 12 % more or fewer from week to week. */
export function unsteadyWeeks(weekdayMeetings: number): (day: number) => number {
  const steady = steadyWeeks(weekdayMeetings);
  return (day) => Math.round(steady(day) * (1 + (((((day * 37) % 25) + 25) % 25) - 12) / 100));
}
