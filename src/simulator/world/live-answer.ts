import type { LiveCounts } from './live.ts';

/** The body of a 200 of `POST /v1/livemonitoring/liveMeetingsByCountry`, named as Cisco's specification names them. */
export interface LiveAnswer {
  readonly totalLiveMeetingCount: number;
  readonly totalLiveParticipantCount: number;
  readonly totalGoodQualityLiveMeetingCount: number;
  readonly totalGoodQualityLiveParticipantCount: number;
  readonly totalBadQualityMeetingCount: number;
  readonly totalBadQualityParticipantCount: number;
  /** The sites that are counted. */
  readonly siteUrls: readonly string[];
  /** Most meetings first. A meeting counts in one country, so that these add up to the totals. */
  readonly locations: readonly LiveLocation[];
}

interface LiveLocation {
  readonly country: string;
  readonly countryLatitude: number;
  readonly countryLongitude: number;
  readonly liveMeetingCount: number;
  readonly liveParticipantCount: number;
  readonly goodQualityLiveMeetingCount: number;
  readonly goodQualityLiveParticipantCount: number;
  readonly badQualityLiveMeetingCount: number;
  readonly badQualityLiveParticipantCount: number;
}

/** The answer for some sites together, whose countries are given. */
export function toLiveAnswer(siteUrls: readonly string[], counts: readonly LiveCounts[]): LiveAnswer {
  const locations = addUp(counts).map(toLocation);
  const total = (figure: Exclude<keyof LiveLocation, 'country'>): number =>
    locations.reduce((sum, location) => sum + location[figure], 0);
  return {
    totalLiveMeetingCount: total('liveMeetingCount'),
    totalLiveParticipantCount: total('liveParticipantCount'),
    totalGoodQualityLiveMeetingCount: total('goodQualityLiveMeetingCount'),
    totalGoodQualityLiveParticipantCount: total('goodQualityLiveParticipantCount'),
    totalBadQualityMeetingCount: total('badQualityLiveMeetingCount'),
    totalBadQualityParticipantCount: total('badQualityLiveParticipantCount'),
    siteUrls,
    locations,
  };
}

function addUp(counts: readonly LiveCounts[]): readonly LiveCounts[] {
  const byCountry = new Map<string, LiveCounts>();
  for (const one of counts) {
    const { name } = one.country;
    const other = byCountry.get(name);
    byCountry.set(name, other === undefined ? one : add(one, other));
  }
  return [...byCountry.values()].sort(
    (one, other) => other.meetings - one.meetings || other.participants - one.participants,
  );
}

function add(one: LiveCounts, other: LiveCounts): LiveCounts {
  return {
    country: one.country,
    meetings: one.meetings + other.meetings,
    participants: one.participants + other.participants,
    badMeetings: one.badMeetings + other.badMeetings,
    badParticipants: one.badParticipants + other.badParticipants,
  };
}

function toLocation({
  country,
  meetings,
  participants,
  badMeetings,
  badParticipants,
}: LiveCounts): LiveLocation {
  return {
    country: country.name,
    countryLatitude: country.latitude,
    countryLongitude: country.longitude,
    liveMeetingCount: meetings,
    liveParticipantCount: participants,
    goodQualityLiveMeetingCount: meetings - badMeetings,
    goodQualityLiveParticipantCount: participants - badParticipants,
    badQualityLiveMeetingCount: badMeetings,
    badQualityLiveParticipantCount: badParticipants,
  };
}
