import { activityAt, growthAt } from './activity.ts';
import { formatDay } from './calendar.ts';
import { JOIN_METHODS, type JoinPart } from './join-methods.ts';
import { createRandom, hashOf, type Random } from './random.ts';
import type { SiteProfile } from './site-profile.ts';

/** What one site did on one UTC day. All are whole numbers; all but `hosts` add up over days. */
export type DayFigures = Readonly<ReturnType<typeof figuresAt>>;

/** The figures of a site's day; `meetingsFactor` multiplies its meetings and with them all that follows from them. */
export function figuresAt(profile: SiteProfile, seed: number, day: number, meetingsFactor: number) {
  const random = createRandom(hashOf(seed, 'day', profile.siteUrl, day));
  const date = formatDay(day);
  const growth = growthAt(day, profile.yearlyGrowth);
  const busy = activityAt(day, profile.home) * growth * meetingsFactor;
  const meetings = drawWhole(random, profile.meetingsPerWeekday * busy * random.noise(0.12));
  const joins = Math.max(meetings, Math.round(meetings * profile.joinsPerMeeting * random.noise(0.1)));

  const joinsByMethod = split(joins, weigh(random, JOIN_METHODS, 0.1, date), random.unit());
  const telephoneJoins = JOIN_METHODS.reduce(
    (sum, method, index) => sum + (method.isTelephone ? (joinsByMethod[index] ?? 0) : 0),
    0,
  );
  const minutesPerJoin = profile.minutesPerMeeting * 0.8 * random.noise(0.06);
  const drawMeetings = (share: number): number =>
    Math.min(meetings, drawWhole(random, meetings * share * random.noise(0.08)));

  return {
    meetings,
    joins,
    meetingMinutes: Math.round(meetings * profile.minutesPerMeeting * random.noise(0.06)),
    telephoneMinutes: Math.round(telephoneJoins * minutesPerJoin),
    voipMinutes: Math.round((joins - telephoneJoins) * minutesPerJoin),
    videoMeetings: drawMeetings(0.58),
    sharingMeetings: drawMeetings(0.49),
    recordingMeetings: drawMeetings(0.09),
    hostJoins: Math.min(joins, drawWhole(random, meetings * random.between(1.02, 1.08))),
    /** In the order of `JOIN_METHODS`. */
    joinsByMethod,
    /** In the order of the profile's countries. */
    joinsByCountry: split(joins, weigh(random, profile.countries, 0.15, date), random.unit()),
    /** The people who started a meeting, a bit for each of the pool: bit n % 32 of word n / 32. */
    hosts: drawHosts(hashOf(seed, 'hosts', profile.siteUrl, day), meetings, profile.hostPool * growth),
  };
}

/** Rounds up or down by chance, so that the mean of small numbers is kept. */
function drawWhole(random: Random, value: number): number {
  return Math.floor(value + random.unit());
}

/** Draws the weights of a day; what nobody uses on it has none. */
function weigh(random: Random, parts: readonly JoinPart[], spread: number, date: string): readonly number[] {
  return parts.map(({ weight, dayShare = 1, from = date, until = date }) => {
    const isThere = random.unit() < dayShare && date >= from && date <= until;
    const weightOfDay = weight * random.noise(spread);
    return isThere ? weightOfDay : 0;
  });
}

/**
 * Splits a whole number by weights (systematic sampling): the parts are whole, their sum is exact, nobody of weight 0
 * gets any, and over many days with random offsets (0 to 1) each part's mean is its share.
 */
export function split(total: number, weights: readonly number[], offset: number): Uint32Array {
  const parts = new Uint32Array(weights.length);
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const last = weights.findLastIndex((weight) => weight > 0);
  let reached = 0;
  let given = 0;
  for (const [index, weight] of weights.entries()) {
    reached += weight;
    // The last one takes the rest: the sum of weights need not reach the total to the last bit.
    const upTo = index >= last ? total : Math.min(total, Math.floor((reached / weightSum) * total + offset));
    parts[index] = upTo - given;
    given = upTo;
  }
  return parts;
}

/** Each meeting is started by one of the pool, some of whom are five times as busy as others. */
function drawHosts(seed: number, meetings: number, pool: number): Uint32Array {
  const random = createRandom(seed);
  const people = Math.floor(pool);
  const hosts = new Uint32Array(Math.ceil(people / 32));
  for (let meeting = 0; meeting < meetings; meeting += 1) {
    const place = random.unit();
    const host = Math.floor(place * (0.2 + 0.8 * place) * people);
    hosts[host >>> 5] = (hosts[host >>> 5] ?? 0) | (1 << (host & 31));
  }
  return hosts;
}
