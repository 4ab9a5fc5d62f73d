import { formatDay } from './calendar.ts';
import type { DayFigures } from './day-figures.ts';
import { JOIN_METHODS } from './join-methods.ts';
import type { SiteProfile } from './site-profile.ts';

/** The body of a 200 of `GET /v1/analytics/meetingsMetrics/aggregates`, fields in the order of Cisco's example. */
export type AggregatesAnswer = Readonly<ReturnType<typeof answerFor>>;

/** The answer for the days from `from` to `to`, whose figures are given; a key without joins is left out. */
export function answerFor(profile: SiteProfile, from: number, to: number, days: readonly DayFigures[]) {
  const total = (figureOf: (day: DayFigures) => number | undefined): number =>
    days.reduce((sum, day) => sum + (figureOf(day) ?? 0), 0);
  const joins = total((day) => day.joins);
  const hostJoins = total((day) => day.hostJoins);
  const telephoneMinutes = total((day) => day.telephoneMinutes);
  const voipMinutes = total((day) => day.voipMinutes);

  return {
    siteUrl: profile.siteUrl,
    startDate: formatDay(from),
    endDate: formatDay(to),
    metrics: {
      totalMeetings: total((day) => day.meetings),
      totalParticipants: joins,
      totalUniqueHosts: countDistinct(days.map((day) => day.hosts)),
      totalMeetingMinutes: total((day) => day.meetingMinutes),
      totalAudioMinutes: telephoneMinutes + voipMinutes,
      totalTelephoneMinutes: telephoneMinutes,
      totalVoIPMinutes: voipMinutes,
      videoMeetings: total((day) => day.videoMeetings),
      sharingMeetings: total((day) => day.sharingMeetings),
      recordingMeetings: total((day) => day.recordingMeetings),
      participantsByJoinMethods: withoutZeros(
        JOIN_METHODS.map((method, index) => [method.key, total((day) => day.joinsByMethod[index])]),
      ),
      participantsByRoles: withoutZeros([
        ['host', hostJoins],
        ['attendee', joins - hostJoins],
      ]),
      /** Most joins first. */
      participantsByLocation: profile.countries
        .map(({ name }, index) => ({
          country: name,
          totalParticipants: total((day) => day.joinsByCountry[index]),
        }))
        .filter((location) => location.totalParticipants > 0)
        .sort((one, other) => other.totalParticipants - one.totalParticipants),
    },
  };
}

function withoutZeros(counts: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
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
