import { describe, expect, it } from 'vitest';
import { renderStatusPage } from '../../../src/status/page.ts';
import { readStatusQuery } from '../../../src/status/query.ts';
import { createHeaviest } from '../../support/status-example.ts';

const MAX_BYTES = 150_000;

/** Chromium counts the same: test/components/browser. */
const MAX_ELEMENTS = 6000;

describe('the page of 300 sites with three windows and four weeks each', () => {
  it.each(
    ([0, 1, 3] as const).flatMap((causeCount) => [
      { causeCount, query: {} },
      { causeCount, query: { q: 'department' } },
      { causeCount, query: { sort: 'age' } },
    ]),
  )(
    'keeps its budget when $causeCount causes fail all of them and $query is asked for',
    async ({ causeCount, query }) => {
      const wanted = readStatusQuery((name) => (query as Readonly<Record<string, string>>)[name]);
      const page = String(await renderStatusPage(createHeaviest(causeCount), wanted));
      expect(page.match(/department-\d{3}\.webex\.com<\/a>|<th scope="row">/g)).toHaveLength(300);
      expect(Buffer.byteLength(page)).toBeLessThan(MAX_BYTES);
      expect(page.match(/<[a-z]/g)?.length).toBeLessThan(MAX_ELEMENTS);
    },
  );
});
