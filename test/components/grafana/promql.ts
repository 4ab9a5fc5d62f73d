import { parser } from '@prometheus-io/lezer-promql';

/** What a PromQL expression asks for. */
export interface ParsedQuery {
  /** Names of series, each once. */
  readonly names: readonly string[];
  /** Names of series in `rate`, `irate` and `increase`. */
  readonly rated: readonly string[];
  /** Ranges over which those functions look, as written. */
  readonly ratedRanges: readonly string[];
  /** Functions that would add up the samples of a gauge. */
  readonly summedOverTime: readonly string[];
}

const RATES = new Set(['rate', 'irate', 'increase']);

/** Parses PromQL with Grafana's variables in it; throws at the first place that is no PromQL. */
export function parseQuery(query: string): ParsedQuery {
  // Labels' values may name variables as they are; durations and numbers may not.
  const text = query.replaceAll('$__rate_interval', '11m11s').replaceAll('$budget', '60');
  const names = new Set<string>();
  const rated = new Set<string>();
  const ratedRanges = new Set<string>();
  const summedOverTime = new Set<string>();
  const functions: string[] = [];

  parser.parse(text).iterate({
    enter(node) {
      const source = text.slice(node.from, node.to);
      if (node.type.isError) {
        throw new Error(`no PromQL at "${text.slice(node.from, node.from + 40)}" of:\n${text}`);
      }
      if (node.name === 'FunctionCall') functions.push(/^\w+/.exec(source)?.[0] ?? '');
      const isRated = functions.some((name) => RATES.has(name));
      if (node.name === 'VectorSelector') {
        const name = /^[\w:]+/.exec(source)?.[0];
        if (name === undefined) throw new Error(`a selector without a name: ${source}`);
        names.add(name);
        if (isRated) rated.add(name);
        if (functions.includes('sum_over_time')) summedOverTime.add(name);
      }
      if (node.name === 'MatrixSelector' && isRated) {
        ratedRanges.add(/\[(.*)\]$/.exec(source)?.[1]?.replace('11m11s', '$__rate_interval') ?? '');
      }
    },
    leave(node) {
      if (node.name === 'FunctionCall') functions.pop();
    },
  });
  return {
    names: [...names],
    rated: [...rated],
    ratedRanges: [...ratedRanges],
    summedOverTime: [...summedOverTime],
  };
}
