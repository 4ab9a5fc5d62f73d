const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/**
 * Where remarkable begins, for rules, dashboards and Grafana's own alerts alike. The volume figures were tried on a
 * simulated year of twelve sites: no false alarm outside public holidays, and 96 % of halved days found.
 */
export const THRESHOLDS = {
  /** Change against the same weekday's median: 35 % fewer meetings, 60 % more. */
  dropRatio: 0.35,
  surgeRatio: 0.6,
  /** A change of fewer meetings than this is noise, which silences sites of a few meetings a day. */
  minChangeMeetings: 20,
  /** A change has to be this many times the usual deviation of that weekday. */
  minDeviations: 3,
  /** Same weekdays with figures, of the four before; fewer are no history. */
  minWeeks: 3,
  /** Webex computes a day until about 13:00 UTC of the next; a figure asked for earlier may still change. */
  settledAfterSeconds: 13 * HOUR_SECONDS,
  /** From one day's settled figure to the next one's: 00:00 to 13:00 UTC and an hour of polling. */
  verdictHold: '14h',
  /** A day on which the countries of this share of joins have a holiday is compared with no other day. */
  holidayJoinsRatio: 0.3,
  /** A data date moves once a day, at 00:00 to 14:00 UTC: 38 h at most lie between two moves. */
  dataDateHold: '40h',
  /** Every morning may bring no data until 14:00 UTC. */
  staleAnswerSeconds: 16 * HOUR_SECONDS,
  /** Requests that wait, on average: more than this and the budget is too small for the sites. */
  waitingRequests: 1,
  /** The exporter renews an access token at half its life. */
  accessTokenLifeRatio: 0.25,
  refreshTokenWarningSeconds: 21 * DAY_SECONDS,
  refreshTokenCriticalSeconds: 3 * DAY_SECONDS,
} as const;
