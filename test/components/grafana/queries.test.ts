import { describe, expect, it } from 'vitest';
import { toRuleFiles } from '../../../src/rules/rule-set.ts';
import { DEFAULT_CHOICES } from '../../../src/rules/thresholds.ts';
import { labelNames } from '../../../src/metrics/instrument.ts';
import { INSTRUMENTS } from '../../../src/exporter/collectors.ts';
import { parseQuery } from './promql.ts';
import {
  annotationQueries,
  panelQueries,
  ruleQueries,
  runbookQueries,
  variableQueries,
  type PlacedQuery,
} from './queries.ts';

/** Names that are not of the instrument table: of Prometheus itself and of every Node program. */
const FOREIGN = new Set([
  'ALERTS',
  'ALERTS_FOR_STATE',
  'up',
  'process_resident_memory_bytes',
  'process_cpu_seconds_total',
  'process_start_time_seconds',
  'nodejs_heap_size_used_bytes',
  'nodejs_eventloop_lag_p99_seconds',
]);

/** Metrics that no panel and no rule asks for, and why. */
const UNUSED = {
  webex_exporter_config_last_reload_success_timestamp_seconds: 'for the runbook of a refused configuration',
};

const series = new Set(
  INSTRUMENTS.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
);
const counters = new Set([
  ...INSTRUMENTS.filter(({ type }) => type === 'counter').map(({ name }) => name),
  ...[...series].filter((name) => name.endsWith('_bucket')),
  'process_cpu_seconds_total',
]);
const recorded = new Set(
  Object.values(toRuleFiles(DEFAULT_CHOICES))
    .flatMap((groups) => groups.flatMap(({ rules }) => rules))
    .flatMap((rule) => ('record' in rule ? [rule.record] : [])),
);

const all = [...panelQueries, ...annotationQueries, ...variableQueries, ...ruleQueries, ...runbookQueries];

/** Places whose query has something that is not allowed, with it. */
function findings(
  queries: readonly PlacedQuery[],
  find: (query: string) => readonly string[],
): readonly string[] {
  return queries.flatMap(({ place, query }) => find(query).map((finding) => `${place}: ${finding}`));
}

describe('every query', () => {
  it('is found', () => {
    expect(panelQueries.length).toBeGreaterThan(100);
    expect(annotationQueries.length).toBe(7);
    expect(variableQueries.length).toBe(16);
    expect(ruleQueries.length).toBeGreaterThan(40);
    expect(runbookQueries.length).toBeGreaterThan(40);
  });

  it('is PromQL about series that exist', () => {
    const isKnown = (name: string): boolean => series.has(name) || recorded.has(name) || FOREIGN.has(name);
    expect(findings(all, (query) => parseQuery(query).names.filter((name) => !isKnown(name)))).toEqual([]);
  });

  it('takes rates of counters only', () => {
    expect(findings(all, (query) => parseQuery(query).rated.filter((name) => !counters.has(name)))).toEqual(
      [],
    );
  });

  it('adds up no gauge over time', () => {
    expect(findings(all, (query) => parseQuery(query).summedOverTime)).toEqual([]);
  });
});

describe('every query of a panel', () => {
  it('takes rates over $__rate_interval, an hour or a day, and uses the variable for nothing else', () => {
    const allowed = new Set(['$__rate_interval', '1h', '1d']);
    const odd = findings(panelQueries, (query) => {
      const { ratedRanges } = parseQuery(query);
      const isMisplaced = query.includes('$__rate_interval') && !ratedRanges.includes('$__rate_interval');
      return [
        ...ratedRanges.filter((range) => !allowed.has(range)),
        ...(isMisplaced ? ['$__rate_interval'] : []),
      ];
    });
    expect(odd).toEqual([]);
  });

  it('asks for the chosen sites where it is about sites', () => {
    const aboutSites = new Set(
      INSTRUMENTS.filter((instrument) => labelNames(instrument).includes('site')).map(({ name }) => name),
    );
    const odd = findings(panelQueries, (query) =>
      /site=~"\$site\|?"/.test(query) ? [] : parseQuery(query).names.filter((name) => aboutSites.has(name)),
    );
    expect(odd).toEqual([]);
  });
});

describe('the dashboards', () => {
  it('need no recording rules, but to show how sites are judged and to leave out holidays', () => {
    const places = panelQueries
      .filter(({ query }) => parseQuery(query).names.some((name) => recorded.has(name)))
      .map(({ place }) => place);
    expect(new Set(places)).toEqual(
      new Set(['Webex meetings: Sites off the usual', 'Webex meetings: How each site is judged']),
    );
  });

  it('ask for the chosen clusters and jobs alone, wherever they ask for what the exporter shows', () => {
    const odd = findings([...panelQueries, ...annotationQueries], (query) =>
      Array.from(query.matchAll(/\b([\w:]+)(\{[^}]*\})?/g), ([selector, name = '', matchers = '']) =>
        series.has(name) && !matchers.startsWith('{cluster=~"$cluster",job=~"$job"') ? selector : '',
      ).filter((selector) => selector !== ''),
    );
    expect(odd).toEqual([]);
  });
});

describe('every metric', () => {
  it('is asked for by a panel, a variable or a rule, or is left out for a reason', () => {
    const askers = [...panelQueries, ...variableQueries, ...ruleQueries];
    const asked = new Set(askers.flatMap(({ query }) => parseQuery(query).names));
    const unused = INSTRUMENTS.filter(({ name }) => !asked.has(name) && !asked.has(`${name}_bucket`));
    expect(unused.map(({ name }) => name)).toEqual(Object.keys(UNUSED));
  });
});

describe('parseQuery', () => {
  it.each(['sum by (site (webex_meetings)', 'rate(x[5m)', 'x offset -2d)', 'x and or y', '{site="a"}'])(
    'refuses %s',
    (query) => {
      expect(() => parseQuery(query)).toThrow(/no PromQL|without a name/);
    },
  );

  it('sees rates inside other functions', () => {
    expect(parseQuery('abs(rate(x[$__rate_interval])) + sum_over_time(y[1d])')).toEqual({
      names: ['x', 'y'],
      rated: ['x'],
      ratedRanges: ['$__rate_interval'],
      summedOverTime: ['y'],
    });
  });
});
