import * as z from 'zod';
import { section } from '../yaml-values.ts';
import { HOLIDAY_PATTERNS } from './holiday-data.ts';

type Threshold = z.ZodDefault<z.ZodNumber>;

function ratio(value: number, help: string, max = 1): Threshold {
  return between(0.01, max).default(value).describe(help);
}

function count(value: number, help: string, max = 1_000_000): Threshold {
  return between(0, max).default(value).describe(help);
}

function between(min: number, max: number): z.ZodNumber {
  const words = `must be a number from ${min} to ${max}`;
  return z.number(words).min(min, words).max(max, words);
}

/**
 * How a site is judged; overridable for sites by name. Tried on a simulated year of 60 sites with 200 incidents
 * (`tools/alert-year`): docs/alerts.md has the table.
 */
export const SITE_THRESHOLDS = {
  dropRatio: ratio(0.4, 'Share of the usual meetings that has to be missing'),
  surgeRatio: ratio(0.6, 'Share of the usual meetings that has to come on top', 100),
  minMeetings: count(20, 'Floor: fewer meetings missing, or on top, are noise'),
  minDeviations: count(3, 'Usual deviations of the weekday that a change has to exceed'),
  chanceDeviations: count(2, 'Square roots of the usual meetings that a change has to exceed: chance'),
  settleHour: count(
    13,
    'Hours after a day before which it is not judged; later where figures move later',
    96,
  ),
} as const satisfies Record<string, Threshold>;

/** How accounts, everything, breakdowns, live meetings, tokens and requests are judged. */
export const WIDE_THRESHOLDS = {
  accountDropRatio: ratio(0.35, 'As dropRatio, for the meetings of an account'),
  accountMinMeetings: count(40, 'As minMeetings, for an account'),
  allDropRatio: ratio(0.3, 'As dropRatio, for all meetings'),
  allMinMeetings: count(80, 'As minMeetings, for all meetings'),
  holidayJoinsRatio: ratio(0.2, 'Share of usual joins from countries with a holiday that makes a day quiet'),
  joinMethodDropRatio: ratio(0.8, 'Share of the usual joins by a method that has to be missing'),
  joinMethodMinJoins: count(15, 'Floor: usual joins by a method at a site'),
  joinMethodMinSites: count(2, 'Sites of an account at which a method has to be gone'),
  countryDropRatio: ratio(0.8, 'Share of the usual joins from a country that has to be missing'),
  countryMinJoins: count(50, 'Floor: usual joins from a country in an account'),
  perMeetingChangeRatio: ratio(0.5, 'Change of the participants per meeting against the usual', 100),
  declineRatio: ratio(0.25, 'Share of the daily meetings that a quarter has to miss against the last'),
  liveDropRatio: ratio(0.5, 'Share of the live meetings of this time of the week that has to be missing'),
  liveMinMeetings: count(15, 'Floor: fewer live meetings missing are noise'),
  liveBadQualityRatio: ratio(0.2, 'Share of live meetings of bad quality'),
  waitingRequests: count(1, 'Requests that wait for the budget, on average'),
  accessTokenLifeRatio: ratio(0.25, 'Share of its life that an access token has left; it is renewed at half'),
  refreshTokenWarningDays: count(21, 'Days left of a refresh token: a warning'),
  refreshTokenCriticalDays: count(3, 'Days left of a refresh token: critical'),
} as const satisfies Record<string, Threshold>;

export type SiteThresholdName = keyof typeof SITE_THRESHOLDS;
export type WideThresholdName = keyof typeof WIDE_THRESHOLDS;

const LIST = 'must be a list';

function matching(pattern: RegExp, words: string): z.ZodString {
  return z.string(words).regex(pattern, words);
}

const duration = matching(/^(\d+[smhdw])+$/, 'must be a duration of Prometheus such as 90m or 4h');
/** The same for chosen sites, where nothing is said of the others. */
const OVERRIDDEN = {
  dropRatio: SITE_THRESHOLDS.dropRatio.unwrap().optional(),
  surgeRatio: SITE_THRESHOLDS.surgeRatio.unwrap().optional(),
  minMeetings: SITE_THRESHOLDS.minMeetings.unwrap().optional(),
  minDeviations: SITE_THRESHOLDS.minDeviations.unwrap().optional(),
  chanceDeviations: SITE_THRESHOLDS.chanceDeviations.unwrap().optional(),
  settleHour: SITE_THRESHOLDS.settleHour.unwrap().optional(),
} satisfies Record<SiteThresholdName, z.ZodType>;
const baseUrl = z.union(
  [z.literal(''), z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))],
  'must be an http or https URL, or empty',
);
/** A regular expression of Prometheus's on the whole site name; no quote or backslash that would end the string it is put into. */
const sitePattern = matching(
  /^[A-Za-z0-9.*+?|()[\]_-]+$/,
  'must be a site name or a regular expression on it, without backslash',
);
const day = z.iso.date(
  'must be a day such as 2026-12-07, with its year: a day without one would come again every year',
);

const countryCode = z.string().refine((code) => Object.hasOwn(HOLIDAY_PATTERNS, code), {
  error: ({ input }) =>
    `${JSON.stringify(input)} is no country whose holidays are known (ISO 3166-1 alpha-2, such as US)`,
});

/** Countries whose holidays are known, ISO 3166-1 alpha-2; empty: all. */
export const countriesSchema = z.array(countryCode, LIST).default([]);

/** What a user can choose; every key may be left out. The chart's `prometheusRule` has the same keys. */
export const choicesSchema = section({
  siteThresholds: section(SITE_THRESHOLDS).prefault({}),
  wideThresholds: section(WIDE_THRESHOLDS).prefault({}),
  /** For sites whose name matches; of two that match the first counts. */
  overrides: z.array(section({ sites: sitePattern, thresholds: section(OVERRIDDEN) }), LIST).default([]),
  /** How long a verdict on a day has to stand before it pages. */
  hold: duration.default('4h'),
  /** By name of the alert. */
  alerts: z
    .record(
      z.string(),
      section({
        for: duration.optional(),
        severity: matching(/^[a-z0-9_-]+$/i, 'must be a word such as warning').optional(),
      }),
    )
    .default({}),
  disabledAlerts: z.array(z.string('must be the name of an alert'), LIST).default([]),
  holidays: countriesSchema,
  /** Days of one's own on which sites are not judged. */
  quietDays: z
    .array(section({ sites: sitePattern, days: z.array(day, LIST).min(1, 'must have a day') }), LIST)
    .default([]),
  /** Base URLs for links in alerts; empty: no link. */
  links: section({ grafana: baseUrl.default(''), exporter: baseUrl.default('') }).prefault({}),
});

export type Choices = Readonly<z.output<typeof choicesSchema>>;

export const DEFAULT_CHOICES: Choices = choicesSchema.parse({});

/** Where remarkable begins, as far as nobody says otherwise; for dashboards. */
export const DEFAULT_THRESHOLDS = {
  ...DEFAULT_CHOICES.siteThresholds,
  ...DEFAULT_CHOICES.wideThresholds,
} as const;
