import type { Country } from './countries.ts';

/** What goes on at a moment. */
export interface LiveCounts {
  readonly meetings: number;
  readonly participants: number;
  readonly badMeetings: number;
  readonly badParticipants: number;
}

/** The body of a 200 of `POST /v1/livemonitoring/liveMeetingsByCountry`, named as Cisco's specification names it. */
export type LiveAnswer = ReturnType<typeof toLiveAnswer>;

/** The answer for some sites together; `counts` may name a country several times. */
export function toLiveAnswer(
  siteUrls: readonly string[],
  counts: readonly (readonly [Country, LiveCounts])[],
) {
  const byCountry = new Map<Country, LiveCounts>();
  for (const [country, count] of counts) byCountry.set(country, add(byCountry.get(country), count));
  const all = [...byCountry.values()].reduce<LiveCounts>(add, NOTHING);
  return {
    totalLiveMeetingCount: all.meetings,
    totalLiveParticipantCount: all.participants,
    totalGoodQualityLiveMeetingCount: all.meetings - all.badMeetings,
    totalGoodQualityLiveParticipantCount: all.participants - all.badParticipants,
    totalBadQualityMeetingCount: all.badMeetings,
    totalBadQualityParticipantCount: all.badParticipants,
    /** The sites that are counted. */
    siteUrls,
    /** Most meetings first. A meeting counts in one country, so that these add up to the totals. */
    locations: [...byCountry]
      .sort(([, a], [, b]) => b.meetings - a.meetings || b.participants - a.participants)
      .map(([{ name, latitude, longitude }, of]) => ({
        country: name,
        countryLatitude: latitude,
        countryLongitude: longitude,
        liveMeetingCount: of.meetings,
        liveParticipantCount: of.participants,
        goodQualityLiveMeetingCount: of.meetings - of.badMeetings,
        goodQualityLiveParticipantCount: of.participants - of.badParticipants,
        badQualityLiveMeetingCount: of.badMeetings,
        badQualityLiveParticipantCount: of.badParticipants,
      })),
  };
}

const NOTHING: LiveCounts = { meetings: 0, participants: 0, badMeetings: 0, badParticipants: 0 };

function add(one = NOTHING, other: LiveCounts): LiveCounts {
  return {
    meetings: one.meetings + other.meetings,
    participants: one.participants + other.participants,
    badMeetings: one.badMeetings + other.badMeetings,
    badParticipants: one.badParticipants + other.badParticipants,
  };
}
