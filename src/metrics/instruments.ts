import { DURATION_BUCKETS_SECONDS } from '../snapshot/snapshot.ts';
import type {
  AccountSnapshot,
  ExporterSnapshot,
  RequestDurations,
  WindowSnapshot,
} from '../snapshot/snapshot.ts';
import type { OpenLabel, Summary } from '../snapshot/summary.ts';
import type {
  AccountInstrument,
  ExporterInstrument,
  HistogramPoint,
  Instrument,
  Point,
  SummaryInstrument,
  WindowInstrument,
} from './instrument.ts';

const ROLLING = 'in the rolling window of whole UTC days; cached from the newest good poll';

/**
 * Every metric of ours. The page, OTLP, the README's table, dashboards and rules read it; a name is written out once,
 * here, so that a search for it finds its definition.
 */
export const INSTRUMENTS: readonly Instrument[] = [
  {
    name: 'webex_meetings',
    help: `Meetings (Meetings, Events, Support and Training sessions) held ${ROLLING}.`,
    unit: '',
    ...figure((summary) => summary.figures.totalMeetings),
  },
  {
    name: 'webex_meetings_with_video',
    help: `Meetings in which at least one participant used video ${ROLLING}.`,
    unit: '',
    ...figure((summary) => summary.figures.videoMeetings),
  },
  {
    name: 'webex_meetings_with_sharing',
    help: `Meetings in which at least one participant shared content ${ROLLING}.`,
    unit: '',
    ...figure((summary) => summary.figures.sharingMeetings),
  },
  {
    name: 'webex_meetings_with_recording',
    help: `Meetings in which at least one participant recorded ${ROLLING}.`,
    unit: '',
    ...figure((summary) => summary.figures.recordingMeetings),
  },
  {
    name: 'webex_meeting_participants',
    help: `Joins by people and devices, not distinct people, ${ROLLING}.`,
    unit: '',
    ...figure((summary) => summary.figures.totalParticipants),
  },
  {
    name: 'webex_meeting_participants_by_join_method',
    help: `Joins by the client or way of joining, as Webex names it, ${ROLLING}.`,
    unit: '',
    ...breakdown(['join_method'], (summary) =>
      summary.joinMethods.map(([name, value]) => ({ labels: [name], value })),
    ),
  },
  {
    name: 'webex_meeting_participants_by_role',
    help: `Joins by role, as Webex names it, ${ROLLING}.`,
    unit: '',
    ...breakdown(['role'], (summary) => summary.roles.map(([name, value]) => ({ labels: [name], value }))),
  },
  {
    name: 'webex_meeting_participants_by_country',
    help: `Joins by country, with the ISO 3166-1 alpha-2 code where the name is known, ${ROLLING}.`,
    unit: '',
    ...breakdown(['country', 'country_code'], (summary) =>
      summary.countries.map(({ country, code, participants }) => ({
        labels: [country, code],
        value: participants,
      })),
    ),
  },
  {
    name: 'webex_meeting_unique_hosts',
    help: `Distinct hosts who started a meeting ${ROLLING}. Never add it up over windows or sites.`,
    unit: '',
    ...figure((summary) => summary.figures.totalUniqueHosts),
  },
  {
    name: 'webex_meeting_duration_seconds',
    help: `Length of all meetings together ${ROLLING}.`,
    unit: 's',
    ...figure((summary) => toSeconds(summary.figures.totalMeetingMinutes)),
  },
  {
    name: 'webex_meeting_audio_duration_seconds',
    help: `VoIP and telephone audio used in meetings ${ROLLING}.`,
    unit: 's',
    ...figure((summary) => toSeconds(summary.figures.totalAudioMinutes)),
  },
  {
    name: 'webex_meeting_telephone_duration_seconds',
    help: `Telephone audio used in meetings ${ROLLING}.`,
    unit: 's',
    ...figure((summary) => toSeconds(summary.figures.totalTelephoneMinutes)),
  },
  {
    name: 'webex_meeting_voip_duration_seconds',
    help: `VoIP audio used in meetings ${ROLLING}.`,
    unit: 's',
    ...figure((summary) => toSeconds(summary.figures.totalVoIPMinutes)),
  },
  {
    name: 'webex_window_start_timestamp_seconds',
    help: `First instant that the shown figures cover, 00:00 UTC of the first day ${ROLLING}.`,
    unit: 's',
    ...figure((summary) => fromMs(summary.startMs)),
  },
  {
    name: 'webex_window_end_timestamp_seconds',
    help: `End of what the shown figures cover, 00:00 UTC after the last day ${ROLLING}.`,
    unit: 's',
    ...figure((summary) => fromMs(summary.endMs)),
  },
  {
    name: 'webex_folded_label_values',
    help: `Label values that were folded into "other" in the shown answer ${ROLLING}.`,
    unit: '',
    subject: 'window',
    type: 'gauge',
    labels: ['label'],
    observe: ({ summary }) =>
      summary ? OPEN_LABELS.map((label) => ({ labels: [label], value: summary.folded[label] })) : [],
  },
  {
    name: 'webex_poll_success',
    help: 'Whether the newest poll of this rolling window succeeded (1) or not (0). Its figures stay cached until they are stale.',
    unit: '',
    ...windowGauge(({ newestPoll }) => newestPoll && (newestPoll.outcome === 'success' ? 1 : 0)),
  },
  {
    name: 'webex_poll_last_attempt_timestamp_seconds',
    help: 'When the newest finished poll of this rolling window began.',
    unit: 's',
    ...windowGauge(({ newestPoll }) => fromMs(newestPoll?.attemptMs)),
  },
  {
    name: 'webex_poll_last_success_timestamp_seconds',
    help: 'When the cached figures of this rolling window arrived.',
    unit: 's',
    ...windowGauge(({ lastSuccessMs }) => fromMs(lastSuccessMs)),
  },
  {
    name: 'webex_poll_duration_seconds',
    help: 'How long the newest poll of this rolling window took, waits for the request budget left out.',
    unit: 's',
    ...windowGauge(({ newestPoll }) => fromMs(newestPoll?.durationMs)),
  },
  {
    name: 'webex_polls_total',
    help: 'Polls of this rolling window by how they ended.',
    unit: '',
    subject: 'window',
    type: 'counter',
    labels: ['outcome'],
    observe: ({ polls }) => Array.from(polls, ([outcome, value]) => ({ labels: [outcome], value })),
  },
  {
    name: 'webex_api_requests_total',
    help: 'HTTP requests to Webex by answered status; code "error" when no answer came.',
    unit: '',
    subject: 'account',
    type: 'counter',
    labels: ['endpoint', 'code'],
    observe: ({ requests }) =>
      requests.map(({ endpoint, code, count }) => ({ labels: [endpoint, code], value: count })),
  },
  {
    name: 'webex_api_request_duration_seconds',
    help: 'How long HTTP requests to Webex took, body included.',
    unit: 's',
    subject: 'account',
    type: 'histogram',
    labels: ['endpoint'],
    bounds: DURATION_BUCKETS_SECONDS,
    observe: ({ durations }) => durations.map(toHistogramPoint),
  },
  {
    name: 'webex_api_throttled_seconds_total',
    help: 'Time in which requests waited for the request budget or for a Retry-After to end.',
    unit: 's',
    ...accountValue('counter', ({ throttledMs }) => fromMs(throttledMs)),
  },
  {
    name: 'webex_access_token_expiry_timestamp_seconds',
    help: 'When the access token ends, where known.',
    unit: 's',
    ...accountValue('gauge', ({ accessTokenExpiryMs }) => fromMs(accessTokenExpiryMs)),
  },
  {
    name: 'webex_refresh_token_expiry_timestamp_seconds',
    help: 'When the refresh token ends, where known; after that the account must be authorised again.',
    unit: 's',
    ...accountValue('gauge', ({ refreshTokenExpiryMs }) => fromMs(refreshTokenExpiryMs)),
  },
  {
    name: 'webex_exporter_config_last_reload_successful',
    help: 'Whether the newest attempt to load the configuration succeeded.',
    unit: '',
    ...exporterGauge([], ({ lastReloadSuccessful }) => ({ labels: [], value: lastReloadSuccessful ? 1 : 0 })),
  },
  {
    name: 'webex_exporter_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration was last loaded with success.',
    unit: 's',
    ...exporterGauge([], ({ lastReloadSuccessMs }) => ({ labels: [], value: lastReloadSuccessMs / 1000 })),
  },
  {
    name: 'webex_exporter_shard',
    help: 'Which shard of the sites this process polls, from 0.',
    unit: '',
    ...exporterGauge([], ({ shard }) => ({ labels: [], value: shard })),
  },
  {
    name: 'webex_exporter_shards',
    help: 'How many shards the sites are divided into.',
    unit: '',
    ...exporterGauge([], ({ shards }) => ({ labels: [], value: shards })),
  },
  {
    name: 'webex_exporter_build_info',
    help: 'Always 1; its labels say what is running.',
    unit: '',
    ...exporterGauge(['version', 'revision', 'node_version'], ({ version, revision, nodeVersion }) => ({
      labels: [version, revision, nodeVersion],
      value: 1,
    })),
  },
];

const OPEN_LABELS: readonly OpenLabel[] = ['join_method', 'role', 'country'];

/** A single figure of the answer; no series where the answer lacks it. */
function figure(read: (summary: Summary) => number | undefined): Row<SummaryInstrument> {
  return breakdown([], (summary) => toPoints(read(summary)));
}

function breakdown(
  labels: readonly string[],
  observe: (summary: Summary) => Iterable<Point>,
): Row<SummaryInstrument> {
  return { subject: 'summary', type: 'gauge', labels, observe };
}

type Row<I extends Instrument> = Pick<I, 'subject' | 'type' | 'labels' | 'observe'>;

function windowGauge(read: (window: WindowSnapshot) => number | undefined): Row<WindowInstrument> {
  return { subject: 'window', type: 'gauge', labels: [], observe: (window) => toPoints(read(window)) };
}

function accountValue(
  type: 'gauge' | 'counter',
  read: (account: AccountSnapshot) => number | undefined,
): Row<AccountInstrument> {
  return { subject: 'account', type, labels: [], observe: (account) => toPoints(read(account)) };
}

function exporterGauge(
  labels: readonly string[],
  read: (exporter: ExporterSnapshot) => Point,
): Row<ExporterInstrument> {
  return { subject: 'exporter', type: 'gauge', labels, observe: (exporter) => [read(exporter)] };
}

/** Absent is never 0: an undefined value has no point, and neither has one that left the range of numbers. */
function toPoints(value: number | undefined): readonly Point[] {
  return value === undefined || !Number.isFinite(value) ? [] : [{ labels: [], value }];
}

function toSeconds(minutes: number | undefined): number | undefined {
  return minutes === undefined ? undefined : minutes * 60;
}

function fromMs(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function toHistogramPoint({ endpoint, sumSeconds, count, bucketCounts }: RequestDurations): HistogramPoint {
  return { labels: [endpoint], sum: sumSeconds, count, bucketCounts };
}
