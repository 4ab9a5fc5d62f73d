/** Series that the recording rules will have: to be read from `src/rules/series.ts` once it has these. */
export const RECORDED = {
  quietDay: 'site_weeks_ago:webex_quiet_day:joins_share',
  meetings: 'site:webex_meetings:day',
  sameWeekday: 'site_weeks_ago:webex_meetings:same_weekday',
  median: 'site:webex_meetings:same_weekday_median',
  deviation: 'site:webex_meetings:same_weekday_deviation',
  required: 'site:webex_meetings:required_change',
  ratio: 'site:webex_meetings:same_weekday_ratio',
  verdict: 'site:webex_meetings:verdict_ratio',
  reason: 'site:webex_judgement:reason',
} as const;
