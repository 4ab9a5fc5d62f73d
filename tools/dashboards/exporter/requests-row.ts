import type { Row } from '../dashboard-file.ts';
import { OF_ACCOUNTS } from '../selectors.ts';
import { timePanel } from '../time-panel.ts';

const REQUESTS = `webex_api_requests_total${OF_ACCOUNTS}`;
const BUCKETS = `webex_api_request_duration_seconds_bucket${OF_ACCOUNTS}`;

const DURATIONS = [
  { quantile: 0.5, legend: 'p50', color: 'blue' },
  { quantile: 0.9, legend: 'p90', color: 'purple' },
  { quantile: 0.99, legend: 'p99', color: 'orange' },
] as const;

/** Requests of each account over as many as its budget allows; its shards add up, and so do their parts of the budget. */
export function usedBudget(range: string): string {
  const budget = 'webex_api_budget_requests_per_minute';
  return `60 * sum by (account) (rate(${REQUESTS}[${range}]))
/
  sum by (account) (${budget}${OF_ACCOUNTS})`;
}

/** Requests to Webex. */
export const REQUESTS_TO_WEBEX: Row = {
  title: 'Requests to Webex',
  panels: [
    timePanel({
      title: 'Requests per minute',
      description: 'Requests by answered status, retries included; "error" means that no answer came.',
      unit: 'short',
      width: 6,
      height: 8,
      stacking: 'values',
      interval: '15m',
      colors: {
        '200': 'semi-dark-green',
        '204': 'semi-dark-blue',
        '429': 'yellow',
        '503': 'orange',
        error: 'red',
      },
      series: [
        {
          query: `60 * sum by (code) (rate(${REQUESTS}[$__rate_interval]))`,
          legend: '{{code}}',
          style: 'bars',
        },
      ],
    }),
    timePanel({
      title: 'Budget used',
      description: 'Requests of each account, of as many as its budget allows. At 100 % polls queue.',
      unit: 'percentunit',
      width: 6,
      height: 8,
      interval: '15m',
      series: [{ query: usedBudget('$__rate_interval'), legend: '{{account}}' }],
    }),
    timePanel({
      title: 'Duration of requests',
      description:
        'How long requests took, body included: half of them less than p50, all but one in a hundred less than p99.',
      unit: 's',
      width: 6,
      height: 8,
      interval: '1h',
      series: DURATIONS.map(({ quantile, legend, color }) => ({
        query: `histogram_quantile(${quantile}, sum by (le) (rate(${BUCKETS}[$__rate_interval])))`,
        legend,
        color,
      })),
    }),
    timePanel({
      title: 'Waiting requests',
      description:
        'Requests that wait, on average, for the request budget or for a Retry-After to end, by account.',
      unit: 'short',
      width: 6,
      height: 8,
      interval: '15m',
      series: [
        {
          query: `sum by (account) (rate(webex_api_throttled_seconds_total${OF_ACCOUNTS}[$__rate_interval]))`,
          legend: '{{account}}',
        },
      ],
    }),
  ],
};
