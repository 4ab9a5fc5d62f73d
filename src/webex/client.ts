import type { Secret } from '../secret.ts';
import type { DateRange } from '../window.ts';
import type { PerformExchange } from './exchange.ts';
import { judge, type Verdict } from './verdict.ts';

const AGGREGATES_PATH = 'v1/analytics/meetingsMetrics/aggregates';

export interface AggregatesQuery {
  /** Host name of one Webex site. */
  readonly site: string;
  readonly range: DateRange;
  /** Base URL of the analytics API; a path in it is kept, so that a reverse proxy can stand before Webex. */
  readonly baseUrl: URL;
  readonly token: Secret;
}

export interface ClientOptions {
  readonly exchange: PerformExchange;
  readonly now: () => number;
  /** Takes secrets out of a body, should Webex or something before it echo the token. */
  readonly redact: (text: string) => string;
}

export interface Client {
  /** One HTTP request. Rejects only when `signal` aborts. */
  askAggregates(query: AggregatesQuery, signal: AbortSignal): Promise<Verdict>;
}

/** The *Historical Data related to Meetings* API: one total per site and range of days. */
export function createClient({ exchange, now, redact }: ClientOptions): Client {
  return {
    async askAggregates({ site, range, baseUrl, token }, signal) {
      const url = resolveUrl(baseUrl, AGGREGATES_PATH);
      url.search = new URLSearchParams({ siteUrl: site, from: range.from, to: range.to }).toString();
      const headers = { authorization: `Bearer ${token.reveal()}` };
      const answer = await exchange({ endpoint: 'aggregates', method: 'GET', url, headers }, signal);
      return judge(
        answer.kind === 'answered' ? { ...answer, body: redact(answer.body) } : answer,
        site,
        now(),
        baseUrl.hostname,
      );
    },
  };
}

/** Joins a base URL and a path below it, keeping the base's own path whether or not it ends in a slash. */
export function resolveUrl(baseUrl: URL, path: string): URL {
  const base = new URL(baseUrl);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path, base);
}
