import { describe, expect, it } from 'vitest';
import { HOLIDAY_PATTERNS, HOLIDAY_YEARS } from '../../../src/rules/holiday-data.ts';
import { toRuleFiles } from '../../../src/rules/rule-set.ts';
import { choicesSchema, DEFAULT_CHOICES, type Choices } from '../../../src/rules/thresholds.ts';

function expressionsOf(choices: Choices, name: string): readonly string[] {
  return Object.values(toRuleFiles(choices))
    .flat()
    .flatMap(({ rules }) => rules)
    .filter((rule) => ('record' in rule ? rule.record : rule.alert) === name)
    .map(({ expr }) => expr);
}

describe('thresholds', () => {
  it('are series, of each site or of everything', () => {
    const choices = choicesSchema.parse({
      siteThresholds: { dropRatio: 0.5 },
      wideThresholds: { waitingRequests: 3 },
    });
    expect(expressionsOf(choices, 'site:webex_threshold:drop_ratio')).toEqual([
      '0 * site:webex_site:known + 0.5',
    ]);
    expect(expressionsOf(choices, 'webex:threshold:waiting_requests')).toEqual(['vector(3)']);
  });

  it('are overridden for sites by name, by the first that matches', () => {
    const choices = choicesSchema.parse({
      overrides: [
        { sites: 'acme-labs.*', thresholds: { dropRatio: 0.9 } },
        { sites: 'acme.*', thresholds: { dropRatio: 0.7, minMeetings: 30 } },
      ],
    });
    expect(expressionsOf(choices, 'site:webex_threshold:drop_ratio')).toEqual([
      `0 * site:webex_site:known{site=~"acme-labs.*"} + 0.9
or on (site)
  0 * site:webex_site:known{site=~"acme.*"} + 0.7
or on (site)
  0 * site:webex_site:known + 0.4`,
    ]);
    const [floor] = expressionsOf(choices, 'site:webex_threshold:min_meetings');
    expect(floor).not.toContain('acme-labs');
  });

  it.each([
    ['a share in percent', { siteThresholds: { dropRatio: 40 } }],
    ['an unknown name', { siteThresholds: { dropRate: 0.4 } }],
    [
      'a site pattern that would end its string',
      { overrides: [{ sites: 'a"b', thresholds: { dropRatio: 0.4 } }] },
    ],
    [
      'a quiet day without a year, which would come again',
      { quietDays: [{ sites: 'acme.*', days: ['12-24'] }] },
    ],
    ['a country without known holidays', { holidays: ['XX'] }],
    ['a link that is none', { links: { grafana: 'grafana' } }],
    ['a duration that is none', { hold: '4' }],
  ])('refuse %s', (_, choices) => {
    expect(choicesSchema.safeParse(choices).success).toBe(false);
  });
});

describe('quiet days of one’s own', () => {
  it('are dates of a year, and so cannot silence a site for ever', () => {
    const choices = choicesSchema.parse({
      quietDays: [{ sites: 'acme.*', days: ['2026-12-07', '2026-12-08'] }],
    });
    const [quiet] = expressionsOf(choices, 'site_weeks_ago:webex_quiet_day:joins_share');
    expect(quiet?.split('\nor on (site, weeks_ago)\n').at(-1)).toBe(
      '0 * (site_weeks_ago:webex_day:yyyymmdd{site=~"acme.*"} == 20261207 or site_weeks_ago:webex_day:yyyymmdd{site=~"acme.*"} == 20261208) + 1',
    );
  });
});

describe('the holidays', () => {
  const isHoliday = (code: string, day: string): boolean =>
    new RegExp(`^(?:${HOLIDAY_PATTERNS[code]})$`).test(day);

  it.each([
    ['ES', '20261012'],
    ['ES', '20270326'],
    ['PL', '20260604'],
    ['NO', '20280517'],
    ['CH', '20260406'],
    ['GB', '20260831'],
    ['US', '20261127'],
    ['US', '20290704'],
    ['JP', '20300211'],
    ['IN', '20270126'],
    ['BR', '20260907'],
    ['CA', '20261012'],
  ])('of %s have %s', (code, day) => {
    expect(isHoliday(code, day)).toBe(true);
  });

  it.each([
    ['ES', '20260525'],
    ['DE', '20261012'],
    ['US', '20261225x'],
    ['GB', '20260704'],
  ])('of %s do not have %s', (code, day) => {
    expect(isHoliday(code, day)).toBe(false);
  });

  it('are known of two hundred countries, by code', () => {
    const codes = Object.keys(HOLIDAY_PATTERNS);
    expect(codes.length).toBeGreaterThan(195);
    expect(codes.filter((code) => !/^[A-Z]{2}$/.test(code))).toEqual([]);
  });

  it('are known for two more years: else raise FIRST_YEAR in tools/holiday-data.ts and run `npm run generate`', () => {
    expect(HOLIDAY_YEARS).toHaveLength(5);
    expect(HOLIDAY_YEARS.at(-1)).toBeGreaterThanOrEqual(new Date().getUTCFullYear() + 2);
  });
});

describe('alerts', () => {
  it('take another patience or severity by name, or are left out', () => {
    const choices = choicesSchema.parse({
      hold: '2h',
      alerts: { WebexUnavailable: { for: '3h', severity: 'critical' } },
      disabledAlerts: ['WebexMeetingsSurged'],
    });
    const alerts = new Map(
      toRuleFiles(choices)
        .alerts.flatMap(({ rules }) => rules)
        .flatMap((rule) => ('alert' in rule ? [[rule.alert, rule] as const] : [])),
    );
    expect(alerts.get('WebexUnavailable')).toMatchObject({ for: '3h', labels: { severity: 'critical' } });
    expect(alerts.get('WebexMeetingsDropped')).toMatchObject({ for: '2h', labels: { severity: 'warning' } });
    expect(alerts.has('WebexMeetingsSurged')).toBe(false);
    expect(alerts.size).toBe(
      toRuleFiles(DEFAULT_CHOICES).alerts.reduce((sum, { rules }) => sum + rules.length, -1),
    );
  });
});
