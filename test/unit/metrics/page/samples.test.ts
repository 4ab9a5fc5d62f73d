import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBytes, toByteText } from '../../../../src/metrics/page/byte-text.ts';
import { renderLine } from '../../../../src/metrics/page/line.ts';
import { createSampleRenderer } from '../../../../src/metrics/page/samples.ts';
import type { Point } from '../../../../src/points.ts';

const SUBJECT = toByteText('site="caf\u00e9.webex.com"');

/** What lines one by one would be. */
function renderEach(labelNames: readonly string[], points: readonly Point[]): string {
  return points
    .map(({ labels, value }) =>
      renderLine('m', ['site', ...labelNames], ['caf\u00e9.webex.com', ...labels], value),
    )
    .join('');
}

const label = fc.oneof(
  fc.constantFrom('Germany', 'T\u00fcrkiye', 'a "quoted" one', 'a\\b', 'two\nlines', '', '\u{1F600}'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);

describe('samples of a metric', () => {
  it.each([[[]], [['role']], [['country', 'country_code']]])(
    'with the labels %j are its lines one by one, however often the same names come again',
    (labelNames) => {
      const point = fc.record({
        labels: fc.array(label, { minLength: labelNames.length, maxLength: labelNames.length }),
        value: fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      });
      fc.assert(
        fc.property(fc.array(fc.array(point), { maxLength: 5 }), (rounds) => {
          const render = createSampleRenderer('m', labelNames);
          for (const points of rounds)
            expect(String(toBytes(render(SUBJECT, points)))).toBe(renderEach(labelNames, points));
        }),
      );
    },
  );

  it('have the code that came with the name this time', () => {
    const render = createSampleRenderer('m', ['country', 'country_code']);
    for (const code of ['GE', 'US', 'GE']) {
      const points = [{ labels: ['Georgia', code], value: 1 }];
      expect(String(toBytes(render(SUBJECT, points)))).toBe(renderEach(['country', 'country_code'], points));
    }
  });

  it('are right with more names than are remembered', () => {
    const render = createSampleRenderer('m', ['join_method']);
    const points = Array.from({ length: 2001 }, (_, index) => ({
      labels: [`Method ${index}`],
      value: index,
    }));
    for (let round = 0; round < 2; round++)
      expect(String(toBytes(render(SUBJECT, points)))).toBe(renderEach(['join_method'], points));
  });
});
