import { expect, it } from 'vitest';
import { HOLIDAY_PATTERNS } from '../../../src/rules/holiday-data.ts';
import { choicesSchema } from '../../../src/rules/thresholds.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { steadyWeeks } from './exporter-model.ts';
import { join, runScenario, type Series } from './rule-test.ts';

const DAY = 86_400;
/** Without the turn of the year, which is quiet everywhere. */
const [FIRST, LAST] = [40, 190];

interface Free {
  readonly code: string;
  /** Counted from 1970-01-01. */
  readonly day: number;
}

/** A weekday that each country keeps every year: promtool's time begins in 1970. */
const free = Object.entries(HOLIDAY_PATTERNS).flatMap(([code, pattern]): Free[] => {
  const isFree = (day: number): boolean =>
    new RegExp(`^(?:${pattern})$`).test(
      new Date(day * DAY * 1000).toISOString().slice(0, 10).replaceAll('-', ''),
    );
  const days = Array.from({ length: LAST - FIRST }, (_, index) => FIRST + index);
  const day = days.find((day) => isFree(day) && ((day + 4) % 7) % 6 !== 0);
  return day === undefined ? [] : [{ code, day }];
});

/** A site that holds hardly a meeting on some days; its days are seen at midnight, shortly before the next one's come. */
function series(site: string, codes: readonly string[], odd: readonly number[]): Series {
  const steady = steadyWeeks(200);
  const labels = `site="${site}",window="1d"`;
  const shown = (read: (meetings: number, day: number) => number) => (time: number) => {
    const day = Math.floor(time / DAY) - 2;
    return day < 0 ? undefined : read(Math.round(steady(day) * (odd.includes(day) ? 0.1 : 1)), day);
  };
  return {
    [`webex_meetings{${labels}}`]: shown((meetings) => meetings),
    [`webex_meeting_participants{${labels}}`]: shown((meetings) => 4 * meetings),
    ...Object.fromEntries(
      codes.map((code) => [
        `webex_meeting_participants_by_country{${labels},country="x",country_code="${code}"}`,
        shown((meetings) => (4 * meetings) / codes.length),
      ]),
    ),
    [`webex_window_end_timestamp_seconds{${labels}}`]: shown((_, day) => (day + 1) * DAY),
    [`webex_poll_last_success_timestamp_seconds{${labels}}`]: (time) => time,
  };
}

describeWith(['promtool'], 'a holiday', ({ promtool }) => {
  it('in any of 60 countries is no drop there, and is one elsewhere', { timeout: 180_000 }, async () => {
    const every = Math.floor(free.length / 60);
    const countries = free.filter((_, index) => index % every === 0).slice(0, 60);
    expect(countries).toHaveLength(60);
    // Three to a site, since a third of the joins makes a day quiet.
    const quiet = Array.from({ length: 20 }, (_, index) => {
      const three = countries.slice(3 * index, 3 * index + 3);
      const codes = three.map(({ code }) => code);
      return series(
        `at-home-in-${codes.join('-')}`,
        codes,
        three.map(({ day }) => day),
      );
    });
    // ZZ is no country.
    const [first = { code: '', day: 0 }] = countries;
    const elsewhere = series('elsewhere', ['ZZ'], [first.day]);
    const problems = await runScenario(promtool, {
      days: LAST + 3,
      stepMinutes: 1440,
      series: join([...quiet, elsewhere]),
      choices: choicesSchema.parse({ holidays: countries.map(({ code }) => code) }),
      without: [
        'webex-breakdowns',
        'webex-quarters',
        'webex-polls',
        'webex-live',
        'webex-adoption',
        'webex-volume-alerts',
        'webex-live-alerts',
        'webex-poll-alerts',
        'webex-token-alerts',
        'webex-exporter-alerts',
      ],
      checks: [
        {
          at: LAST * DAY + 2 * DAY,
          expression: `count by (site) (min_over_time(site:webex_meetings:settled_change_ratio[${LAST}d]) < 0)`,
          gives: { '{site="elsewhere"}': 1 },
        },
      ],
    });
    expect(problems).toBe('');
  });
});
