import { formatDay } from './calendar.ts';
import type { DayFigures } from './day-figures.ts';
import { JOIN_METHODS } from './join-methods.ts';
import type { SiteProfile } from './site-profile.ts';

/** The body of a 200 of `GET /v1/analytics/meetingsMetrics/aggregates`, fields in the order of Cisco's example. */
export type AggregatesAnswer = Readonly<ReturnType<typeof answerFor>>;

type AdditiveFigure = {
  [Key in keyof DayFigures]: DayFigures[Key] extends number ? Key : never;
}[keyof DayFigures];

/** The answer for the days from `from` to `to`, whose figures are given; a key without joins is left out. */
export function answerFor(profile: SiteProfile, from: number, to: number, days: readonly DayFigures[]) {
  const total = (figure: AdditiveFigure): number => days.reduce((sum, day) => sum + day[figure], 0);
  const joins = total('joins');
  const hostJoins = total('hostJoins');
  const telephoneMinutes = total('telephoneMinutes');
  const voipMinutes = total('voipMinutes');
  const joinsByMethod = addUp(days.map((day) => day.joinsByMethod));
  const joinsByCountry = addUp(days.map((day) => day.joinsByCountry));

  return {
    siteUrl: profile.siteUrl,
    startDate: formatDay(from),
    endDate: formatDay(to),
    metrics: {
      totalMeetings: total('meetings'),
      totalParticipants: joins,
      totalUniqueHosts: countDistinct(days.map((day) => day.hosts)),
      totalMeetingMinutes: total('meetingMinutes'),
      totalAudioMinutes: telephoneMinutes + voipMinutes,
      totalTelephoneMinutes: telephoneMinutes,
      totalVoIPMinutes: voipMinutes,
      videoMeetings: total('videoMeetings'),
      sharingMeetings: total('sharingMeetings'),
      recordingMeetings: total('recordingMeetings'),
      participantsByJoinMethods: withoutZeros(
        JOIN_METHODS.map((method, index) => [method.key, joinsByMethod[index] ?? 0]),
      ),
      participantsByRoles: withoutZeros([
        ['host', hostJoins],
        ['attendee', joins - hostJoins],
      ]),
      /** Most joins first. */
      participantsByLocation: profile.countries
        .map(({ name }, index) => ({ country: name, totalParticipants: joinsByCountry[index] ?? 0 }))
        .filter((location) => location.totalParticipants > 0)
        .sort((one, other) => other.totalParticipants - one.totalParticipants),
    },
  };
}

function withoutZeros(counts: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function addUp(rows: readonly Uint32Array[]): Float64Array {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    for (let index = 0; index < sums.length; index += 1) {
      sums[index] = (sums[index] ?? 0) + (row[index] ?? 0);
    }
  }
  return sums;
}

function countDistinct(sets: readonly Uint32Array[]): number {
  const wordCount = sets.reduce((longest, set) => Math.max(longest, set.length), 0);
  let count = 0;
  for (let index = 0; index < wordCount; index += 1) {
    let word = 0;
    for (const set of sets) word |= set[index] ?? 0;
    count += countBits(word);
  }
  return count;
}

function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
