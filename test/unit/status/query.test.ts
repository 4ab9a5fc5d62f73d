import { describe, expect, it } from 'vitest';
import {
  filterSites,
  readStatusQuery,
  searchSites,
  sortSites,
  toHref,
  type Sort,
} from '../../../src/status/query.ts';
import {
  createFailing,
  createSite,
  createUnpolled,
  createWindow,
  exampleNowMs,
} from '../../support/status-example.ts';
import { HOUR_MS } from '../../support/time.ts';

const read = (parameters: Readonly<Record<string, string>>): ReturnType<typeof readStatusQuery> =>
  readStatusQuery((name) => parameters[name]);

const good = createSite('good.webex.com', [createWindow({ nextPollMs: exampleNowMs + 1 })], 'emea');
const mixed = createSite('mixed.webex.com', [createWindow(), createFailing('timeout')]);
const soft = createSite('soft.webex.com', [createFailing('no_data')]);
const empty = createSite('empty.webex.com', [createFailing('forbidden', 'no', { freshMs: undefined })]);
const fresh = createSite('fresh.webex.com', [createUnpolled()]);
const sites = [good, fresh, soft, mixed, empty];
const namesOf = (found: readonly (typeof good)[]): string[] =>
  found.map(({ site }) => site.replace('.webex.com', ''));

describe('a status query', () => {
  it.each([
    [{}, { q: '', outcome: '', sort: 'problems' }],
    [
      { q: ' Acme ', outcome: 'timeout', sort: 'age' },
      { q: 'Acme', outcome: 'timeout', sort: 'age' },
    ],
    [{ sort: 'constructor' }, { q: '', outcome: '', sort: 'problems' }],
  ])('reads %j', (parameters, expected) => {
    expect(read(parameters)).toEqual(expected);
  });

  it('does not take over more of a long search than a name can have', () => {
    expect(read({ q: 'x'.repeat(5000) }).q).toHaveLength(100);
  });

  it.each([{ q: 'a&b=c "<>', outcome: 'a b', sort: 'next' }, { q: 'ü' }, {}])(
    'survives its own link: %j',
    (parameters) => {
      const query = read(parameters);
      const link = new URL(toHref(query), 'http://exporter/prefix/');
      expect(link.pathname).toBe('/prefix/');
      expect(readStatusQuery((name) => link.searchParams.get(name) ?? undefined)).toEqual(query);
    },
  );
});

describe('a search', () => {
  it.each([
    ['', ['good', 'fresh', 'soft', 'mixed', 'empty']],
    ['MIX', ['mixed']],
    ['emea', ['good']],
    ['nothing', []],
    ['.*', []],
  ])('for "%s" finds %j by site and account', (q, expected) => {
    expect(namesOf(searchSites(sites, q))).toEqual(expected);
  });
});

describe('a filter', () => {
  it.each([
    ['', ['good', 'fresh', 'soft', 'mixed', 'empty']],
    ['failing', ['soft', 'mixed', 'empty']],
    ['waiting', ['fresh']],
    ['success', ['good', 'mixed']],
    ['timeout', ['mixed']],
    ['network', []],
  ])('by "%s" leaves %j', (outcome, expected) => {
    expect(namesOf(filterSites(sites, outcome))).toEqual(expected);
  });
});

describe('an order', () => {
  it.each<[Sort, string[]]>([
    ['problems', ['empty', 'mixed', 'soft', 'fresh', 'good']],
    ['site', ['empty', 'fresh', 'good', 'mixed', 'soft']],
    ['age', ['empty', 'fresh', 'mixed', 'soft', 'good']],
    ['next', ['good', 'fresh', 'empty', 'mixed', 'soft']],
  ])('by %s is %j', (sort, expected) => {
    expect(namesOf(sortSites(sites, sort))).toEqual(expected);
    expect(namesOf(sortSites([...sites].reverse(), sort))).toEqual(expected);
  });

  it('begins with the oldest of problems that are equally bad', () => {
    const [old, young] = [30, 2].map((hours) => {
      const window = createFailing('timeout', 'late', { sinceMs: exampleNowMs - hours * HOUR_MS });
      return createSite(hours === 30 ? 'z.old' : 'a.young', [window]);
    });
    expect(old && young && namesOf(sortSites([young, old], 'problems'))).toEqual(['z.old', 'a.young']);
  });
});
