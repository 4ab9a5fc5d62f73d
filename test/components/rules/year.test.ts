import { expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../src/rules/thresholds.ts';
import { calculateYear } from '../../support/alert-year/arithmetic.ts';
import { judgeYear } from '../../support/alert-year/judge.ts';
import { findFalsePages, isDrop, scoreDays } from '../../support/alert-year/score.ts';
import { createYear } from '../../support/alert-year/world.ts';
import { describeWith } from '../../support/components/describe-with.ts';

describeWith(['promtool'], 'eight weeks of sites that work as people do', ({ promtool }) => {
  it('give no false page, and halved days are found', { timeout: 180_000 }, async () => {
    const year = createYear({ seed: 7, sites: 16, days: 35 + 56, incidents: 16, isRegional: false });
    const { judgements, pages } = await judgeYear(promtool, year);
    expect(judgements.length).toBeGreaterThan(16 * 40);
    // The arithmetic by which years and thresholds are compared is that of the rules.
    const calculated = new Map(calculateYear(year).map((one) => [`${one.site} ${one.day}`, one]));
    expect(calculated.size).toBe(judgements.length);
    for (const { site, account, day, meetings, ...figures } of judgements) {
      const one = calculated.get(`${site} ${day}`);
      expect(one).toMatchObject({ account, meetings });
      expect(one?.median).toBeCloseTo(figures.median, 6);
      expect(one?.expected).toBeCloseTo(figures.expected, 6);
      expect(one?.deviation).toBeCloseTo(figures.deviation, 6);
    }
    expect(findFalsePages(year, pages)).toEqual([]);
    const { halved, recall } = scoreDays(year, judgements, (day) => isDrop(day, DEFAULT_THRESHOLDS));
    expect(halved).toBeGreaterThan(3);
    expect(recall).toBeGreaterThanOrEqual(0.95);
    const paged = new Set(
      pages.flatMap(({ alert, site, day }) => (alert === 'WebexMeetingsDropped' ? [`${site} ${day}`] : [])),
    );
    const told = judgements
      .filter((day) => isDrop(day, DEFAULT_THRESHOLDS))
      .map(({ site, day }) => `${site} ${day}`);
    expect(told.filter((day) => paged.has(day)).length).toBeGreaterThan(0);
    expect([...paged].filter((day) => !told.includes(day))).toEqual([]);
  });
});
