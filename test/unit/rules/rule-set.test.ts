import { describe, expect, it } from 'vitest';
import { toRuleFiles } from '../../../src/rules/rule-set.ts';
import { RECORDED } from '../../../src/rules/series.ts';
import { DEFAULT_CHOICES } from '../../../src/rules/thresholds.ts';

describe('the recording rules', () => {
  /**
   * Prometheus evaluates groups at moments of their own. A rule of another group would meet the figures of a new day, hardly begun,
   * with the verdict that the day before was settled, and what it records would stand for hours.
   */
  it('judge a day in one group, or ask whether it is the judged day that is shown', () => {
    const groups = toRuleFiles(DEFAULT_CHOICES)['recording-rules'];
    const { change, settled, dayEnd, judgedEnd } = RECORDED;
    const astray = groups
      .filter(({ name }) => name !== 'webex-volume')
      .flatMap(({ rules }) => rules)
      .filter(({ expr }) => [change, settled, dayEnd].some((series) => expr.includes(series)))
      .filter(({ expr }) => !expr.includes(judgedEnd));
    expect(astray).toEqual([]);
    // There are rules outside that ask both.
    const outside = groups.filter(({ name }) => name === 'webex-breakdowns').flatMap(({ rules }) => rules);
    expect(outside.filter(({ expr }) => expr.includes(judgedEnd))).toHaveLength(3);
  });
});
