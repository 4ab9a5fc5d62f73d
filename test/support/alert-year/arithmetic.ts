import { HOLIDAY_PATTERNS } from '../../../src/rules/holiday-data.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/rules/thresholds.ts';
import type { Judgement } from './judge.ts';
import { HISTORY_DAYS, toDate, weekdayOf, type Year, type YearSite } from './world.ts';

const RECENT = [1, 2, 3, 4];
const OLDER = [5, 6, 7, 8];
const MIN_WEEKS = 3;
const BRIDGE_RATIO = 0.5;

/** The rules' judgements without promtool, in a second: a test holds the two against each other. */
export function calculateYear({ sites }: Year): readonly Judgement[] {
  const isHoliday = createCalendar();
  return sites.flatMap(({ site, account, countries, meetings }) => {
    const judgements: Judgement[] = [];
    for (let day = HISTORY_DAYS; day < meetings.length - 1; day++) {
      const usualShares = toUsualShares({ countries, meetings }, day);
      const shareOff = (other: number): number =>
        Object.entries(usualShares).reduce(
          (sum, [code, share]) => sum + (isHoliday(code, other) ? share : 0),
          0,
        );
      const isQuiet = (other: number): boolean =>
        shareOff(other) >= DEFAULT_THRESHOLDS.holidayJoinsRatio || isTurnOfYear(other);
      const recent = RECENT.filter((weeks) => !isQuiet(day - 7 * weeks));
      const weeks = recent.length < MIN_WEEKS ? [...recent, ...OLDER] : recent;
      const references = weeks.flatMap((before) => meetings[day - 7 * before] ?? []);
      const median = medianOf(references);
      if (isQuiet(day) || references.length < MIN_WEEKS) continue;
      const shown = meetings[day] ?? 0;
      const weekday = weekdayOf(day);
      const bridge = weekday === 5 ? shareOff(day - 1) : weekday === 1 ? shareOff(day + 1) : 0;
      const least = median * (1 - shareOff(day) - BRIDGE_RATIO * bridge);
      const expected = Math.min(median, Math.max(least, shown));
      if (expected <= 0) continue;
      const deviation = 1.4826 * medianOf(references.map((figure) => Math.abs(figure - median)));
      judgements.push({ site, account, day, meetings: shown, median, expected, deviation });
    }
    return judgements;
  });
}

function toUsualShares(
  { countries, meetings }: Pick<YearSite, 'countries' | 'meetings'>,
  day: number,
): Record<string, number> {
  const before = RECENT.flatMap((weeks) => meetings[day - 7 * weeks] ?? []);
  const joins = before.reduce((sum, figure) => sum + 4 * figure, 0);
  return Object.fromEntries(
    Object.entries(countries).map(([code, share]) => [
      code,
      before.reduce((sum, figure) => sum + Math.round(4 * figure * share), 0) / joins,
    ]),
  );
}

function createCalendar(): (code: string, day: number) => boolean {
  const patterns = new Map(
    Object.entries(HOLIDAY_PATTERNS).map(([code, pattern]) => [code, new RegExp(`^(?:${pattern})$`)]),
  );
  return (code, day) => patterns.get(code)?.test(toDate(day).replaceAll('-', '')) ?? false;
}

function isTurnOfYear(day: number): boolean {
  const date = toDate(day).slice(5);
  return date >= '12-24' || date <= '01-02';
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
