import { z } from 'zod';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  /** With `__name__` where the expression keeps it. */
  readonly labels: Labels;
  readonly timeSeconds: number;
  readonly value: number;
}

export interface SampledSeries {
  readonly labels: Labels;
  readonly points: readonly { readonly timeSeconds: number; readonly value: number }[];
}

/** The queries of Prometheus's HTTP API, which VictoriaMetrics answers too. Times are seconds since the epoch. */
export interface PrometheusApi {
  /** An instant query; a scalar comes as one sample without labels. Default time: now. */
  readonly query: (expression: string, timeSeconds?: number) => Promise<readonly Sample[]>;
  readonly queryRange: (
    expression: string,
    startSeconds: number,
    endSeconds: number,
    stepSeconds: number,
  ) => Promise<readonly SampledSeries[]>;
  /** The label sets that any of the matchers (`up{job="x"}`) selects. */
  readonly series: (matchers: readonly string[]) => Promise<readonly Labels[]>;
}

const point = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const scalar = z.object({ resultType: z.literal('scalar'), result: point });
const vector = z.object({
  resultType: z.literal('vector'),
  result: z.array(z.object({ metric: labels, value: point })),
});
const matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: labels, values: z.array(point) })),
});
const envelope = z.object({ data: z.unknown().optional(), error: z.string().optional() });

export function createPrometheusApi(url: string): PrometheusApi {
  return {
    query: async (query, timeSeconds) => {
      const parameters = { query, ...(timeSeconds === undefined ? {} : { time: String(timeSeconds) }) };
      const data = z.union([scalar, vector]).parse(await getData(url, 'query', Object.entries(parameters)));
      if (data.resultType === 'scalar') return [{ labels: {}, ...toPoint(data.result) }];
      return data.result.map(({ metric, value }) => ({ labels: metric, ...toPoint(value) }));
    },
    queryRange: async (query, startSeconds, endSeconds, stepSeconds) => {
      const parameters = { query, start: startSeconds, end: endSeconds, step: stepSeconds };
      const entries = Object.entries(parameters).map(([name, value]) => [name, String(value)] as const);
      const { result } = matrix.parse(await getData(url, 'query_range', entries));
      return result.map(({ metric, values }) => ({ labels: metric, points: values.map(toPoint) }));
    },
    series: async (matchers) => {
      const entries = matchers.map((matcher) => ['match[]', matcher] as const);
      return z.array(labels).parse(await getData(url, 'series', entries));
    },
  };
}

/** `data` of an answer of `/api/v1/ENDPOINT`; rejects with the server's own words. */
export async function getData(
  url: string,
  endpoint: string,
  parameters: readonly (readonly [string, string])[] = [],
): Promise<unknown> {
  const search = new URLSearchParams();
  for (const [name, value] of parameters) search.append(name, value);
  const response = await fetch(`${url}/api/v1/${endpoint}?${search.toString()}`);
  const body = await response.text();
  if (!response.ok) throw new Error(`${endpoint} answered ${response.status}: ${body}`);
  return envelope.parse(JSON.parse(body)).data;
}

function toPoint([timeSeconds, text]: readonly [number, string]): { timeSeconds: number; value: number } {
  return { timeSeconds, value: toNumber(text) };
}

/** Prometheus writes `+Inf` and `-Inf`, which `Number` does not read. */
function toNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
