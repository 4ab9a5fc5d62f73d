import { describe, expect, it } from 'vitest';
import { renderDayLine } from '../../../src/status/sparklines.ts';
import { DAY_MS } from '../../../src/window.ts';

const lineOf = async (...values: readonly (number | undefined)[]): Promise<string> => {
  const dailies = values.flatMap((value, place) =>
    value === undefined ? [] : [{ startMs: (place - values.length + 40) * DAY_MS, value }],
  );
  return String(await renderDayLine(dailies));
};

describe('the line of the last four weeks', () => {
  it('stands above zero, and ends at the right', async () => {
    expect(await lineOf(0, 50, 100)).toBe('<svg><path d="M51 19h0l2-9 2-9"/></svg>');
    expect(await lineOf(100, 50, 50)).toBe('<svg><path d="M51 1h0l2 9 2 0"/></svg>');
  });

  it('has a gap where a day is not known, and a dot for a day between two gaps', async () => {
    expect(await lineOf(10, 10, undefined, 10, undefined, 10)).toBe(
      '<svg><path d="M45 1h0l2 0m4 0h0m4 0h0"/></svg>',
    );
  });

  it('knows no more than 28 days', async () => {
    const line = await lineOf(...Array.from({ length: 35 }, () => 7));
    expect(line).toMatch(/d="M1 1h0l2 0(?: 2 0){26}"/);
  });

  it('is flat where nothing took place, and nothing where nothing is known', async () => {
    expect(await lineOf(0, 0)).toContain('M53 19h0l2 0');
    expect(await lineOf()).toBe('');
  });
});
