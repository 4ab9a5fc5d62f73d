import type { ValueAt } from './rule-test.ts';

/** A site as its exporter shows it with a data delay of a day. */
export interface SiteDays {
  /** Default: one that never changes. */
  readonly instance?: string;
  /** Meetings of a day counted from 1970-01-01, as told at that many hours after the end of the day. */
  readonly meetings: (day: number, hoursAfter: number) => number | undefined;
  /** Hour after midnight at which the day's figure comes; undefined when it never comes. Default: 2. */
  readonly rollHour?: (day: number) => number | undefined;
  /** Whether the exporter is scraped. Default: always. */
  readonly isUp?: ValueAt;
  /** Country of half of the joins; default: none is known. */
  readonly countryCode?: string;
}

/** The series that rules on volume look at. */
export function siteSeries(
  site: string,
  { instance = 'exporter:10054', meetings, rollHour = () => 2, isUp = () => 1, countryCode }: SiteDays,
): Readonly<Record<string, ValueAt>> {
  const labels = `site="${site}",window="1d",instance="${instance}",job="webex"`;
  const shown = (read: (day: number, time: number) => number | undefined): ValueAt => {
    return (time) => {
      if (isUp(time) === undefined) return undefined;
      const day = shownDay(time, rollHour);
      return day === undefined ? undefined : read(day, time);
    };
  };
  const meetingsAt = (day: number, time: number): number | undefined =>
    meetings(day, (time - (day + 1) * 86_400) / 3600);
  return {
    [`webex_meetings{${labels}}`]: shown(meetingsAt),
    [`webex_meeting_participants{${labels}}`]: shown((day, time) => times(meetingsAt(day, time), 4)),
    ...(countryCode === undefined
      ? {}
      : {
          [`webex_meeting_participants_by_country{${labels},country="any",country_code="${countryCode}"}`]:
            shown((day, time) => times(meetingsAt(day, time), 2)),
        }),
    [`webex_window_end_timestamp_seconds{${labels}}`]: shown((day) => (day + 1) * 86_400),
    [`webex_poll_last_success_timestamp_seconds{${labels}}`]: shown((_, time) => time - (time % 7200)),
    [`webex_poll_success{${labels}}`]: isUp,
  };
}

/** Meetings of a day counted from 1970-01-01, a Thursday: nearly none on Saturday and Sunday, weeks alike. */
export function steadyWeeks(weekdayMeetings: number): (day: number) => number {
  return (day) => {
    const weekday = (day + 4) % 7;
    return Math.round(weekdayMeetings * (weekday === 0 || weekday === 6 ? 0.05 : 1));
  };
}

/** The same, up to 12 % more or fewer from week to week. */
export function unsteadyWeeks(weekdayMeetings: number): (day: number) => number {
  const steady = steadyWeeks(weekdayMeetings);
  return (day) => Math.round(steady(day) * (1 + (((day * 37) % 25) - 12) / 100));
}

function shownDay(time: number, rollHour: (day: number) => number | undefined): number | undefined {
  const newest = Math.floor(time / 86_400) - 1;
  for (let day = newest; day >= 0; day -= 1) {
    const hour = rollHour(day);
    if (hour !== undefined && time >= (day + 1) * 86_400 + hour * 3600) return day;
  }
  return undefined;
}

function times(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

/** Up but in a stretch of time, given in seconds, its end not included. */
export function downBetween(fromSeconds: number, toSeconds: number): ValueAt {
  return (time) => (time >= fromSeconds && time < toSeconds ? undefined : 1);
}
