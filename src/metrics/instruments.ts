import { DURATION_BUCKETS_SECONDS } from '../snapshot/snapshot.ts';
import type {
  AccountSnapshot,
  ExporterSnapshot,
  RequestDurations,
  TargetSnapshot,
} from '../snapshot/snapshot.ts';
import type { Point } from '../points.ts';
import {
  toPoints,
  toSeconds,
  type AccountInstrument,
  type ExporterInstrument,
  type HistogramPoint,
  type Instrument,
  type Row,
  type TargetInstrument,
} from './instrument.ts';

/** The metrics that are of no collector's own; a name is written out once, so that a search for it finds its definition. */
export const OWN_INSTRUMENTS: readonly Instrument[] = [
  {
    name: 'webex_site_info',
    help: 'Always 1; its labels say which account a site belongs to.',
    subject: 'site',
    keyLabels: ['site', 'account'],
    type: 'gauge',
    labels: [],
    observe: () => toPoints(1),
  },
  {
    name: 'webex_poll_success',
    help: 'Whether the newest poll succeeded, or found no figures that need not be there yet (1), or not (0). Figures stay cached until they are stale.',
    ...pollGauge(
      ({ newestPoll, isPending }) => newestPoll && (newestPoll.outcome === 'success' || isPending ? 1 : 0),
    ),
  },
  {
    name: 'webex_poll_last_attempt_timestamp_seconds',
    help: 'When the newest finished poll began.',
    ...pollGauge(({ newestPoll }) => toSeconds(newestPoll?.attemptMs)),
  },
  {
    name: 'webex_poll_last_success_timestamp_seconds',
    help: 'When the cached figures arrived.',
    ...pollGauge(({ lastSuccessMs }) => toSeconds(lastSuccessMs)),
  },
  {
    name: 'webex_poll_duration_seconds',
    help: 'How long the newest poll took, waits for the request budget left out.',
    ...pollGauge(({ newestPoll }) => toSeconds(newestPoll?.durationMs)),
  },
  {
    name: 'webex_poll_interval_seconds',
    help: 'How often is polled: what counts as late follows from it.',
    ...pollGauge(({ intervalMs }) => toSeconds(intervalMs)),
  },
  {
    name: 'webex_poll_outcome',
    help: 'Always 1; its label says how the newest poll ended.',
    ...polled('gauge', ['outcome'], ({ newestPoll }) =>
      newestPoll ? [{ labels: [newestPoll.outcome], value: 1 }] : [],
    ),
  },
  {
    name: 'webex_polls_total',
    help: 'Polls by how they ended.',
    ...polled('counter', ['outcome'], ({ polls }) =>
      Array.from(polls, ([outcome, value]) => ({ labels: [outcome], value })),
    ),
  },
  {
    name: 'webex_folded_label_values',
    help: 'Label values that were folded into "other" in the shown answer.',
    ...polled('gauge', ['label'], ({ summary }) =>
      Object.entries(summary?.folded ?? {}).map(([label, value]) => ({ labels: [label], value })),
    ),
  },
  {
    name: 'webex_api_requests_total',
    help: 'HTTP requests to Webex by answered status; code "error" when no answer came.',
    subject: 'account',
    type: 'counter',
    labels: ['endpoint', 'code'],
    observe: ({ requests }) =>
      requests.map(({ endpoint, code, count }) => ({ labels: [endpoint, code], value: count })),
  },
  {
    name: 'webex_api_request_duration_seconds',
    help: 'How long HTTP requests to Webex took, body included.',
    subject: 'account',
    type: 'histogram',
    labels: ['endpoint'],
    bounds: DURATION_BUCKETS_SECONDS,
    observe: ({ durations }) => durations.map(toHistogramPoint),
  },
  {
    name: 'webex_api_budget_requests_per_minute',
    help: 'HTTP requests to Webex that may be made within a minute, retries included.',
    ...accountValue('gauge', ({ budget }) => budget?.requestsPerMinute),
  },
  {
    name: 'webex_api_throttled_seconds_total',
    help: 'Time in which requests waited for the request budget or for a Retry-After to end.',
    ...accountValue('counter', ({ throttledMs }) => toSeconds(throttledMs)),
  },
  {
    name: 'webex_access_token_expiry_timestamp_seconds',
    help: 'When the access token ends, where known.',
    ...accountValue('gauge', ({ accessTokenExpiryMs }) => toSeconds(accessTokenExpiryMs)),
  },
  {
    name: 'webex_refresh_token_expiry_timestamp_seconds',
    help: 'When the refresh token ends, where known; after that the account must be authorised again.',
    ...accountValue('gauge', ({ refreshTokenExpiryMs }) => toSeconds(refreshTokenExpiryMs)),
  },
  {
    name: 'webex_exporter_config_last_reload_successful',
    help: 'Whether the newest attempt to load the configuration succeeded.',
    ...exporterGauge(({ lastReloadSuccessful }) => (lastReloadSuccessful ? 1 : 0)),
  },
  {
    name: 'webex_exporter_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration was last loaded with success.',
    ...exporterGauge(({ lastReloadSuccessMs }) => toSeconds(lastReloadSuccessMs)),
  },
  {
    name: 'webex_exporter_shard',
    help: 'Which shard of the sites this process polls, from 0.',
    ...exporterGauge(({ shard }) => shard),
  },
  {
    name: 'webex_exporter_shards',
    help: 'How many shards the sites are divided into.',
    ...exporterGauge(({ shards }) => shards),
  },
  {
    name: 'webex_exporter_build_info',
    help: 'Always 1; its labels say what is running.',
    subject: 'exporter',
    type: 'gauge',
    labels: ['version', 'revision', 'node_version'],
    observe: ({ version, revision, nodeVersion }) => [{ labels: [version, revision, nodeVersion], value: 1 }],
  },
];

/** What every target has, whatever its collector. */
function polled(
  type: 'gauge' | 'counter',
  labels: readonly string[],
  observe: (target: TargetSnapshot) => readonly Point[],
): Row<TargetInstrument> {
  return { subject: 'target', keyLabels: ['collector', 'account', 'site', 'window'], type, labels, observe };
}

function pollGauge(read: (target: TargetSnapshot) => number | undefined): Row<TargetInstrument> {
  return polled('gauge', [], (target) => toPoints(read(target)));
}

function accountValue(
  type: 'gauge' | 'counter',
  read: (account: AccountSnapshot) => number | undefined,
): Row<AccountInstrument> {
  return { subject: 'account', type, labels: [], observe: (account) => toPoints(read(account)) };
}

function exporterGauge(read: (exporter: ExporterSnapshot) => number | undefined): Row<ExporterInstrument> {
  return { subject: 'exporter', type: 'gauge', labels: [], observe: (exporter) => toPoints(read(exporter)) };
}

function toHistogramPoint({ endpoint, sumSeconds, count, bucketCounts }: RequestDurations): HistogramPoint {
  return { labels: [endpoint], sum: sumSeconds, count, bucketCounts };
}
