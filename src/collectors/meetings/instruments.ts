import {
  toPoints,
  toSeconds,
  type CollectorInstrument,
  type Row,
  type SummaryInstrument,
  type TargetInstrument,
} from '../../metrics/instrument.ts';
import type { TargetSnapshot } from '../../snapshot/snapshot.ts';
import type { FigureField } from './answer.ts';
import { COLLECTOR_NAME } from './name.ts';

const ROLLING = 'in the rolling window of whole UTC days; cached from the newest good poll';
const SECONDS_PER_MINUTE = 60;

/** What is shown of each window of each site. */
const KEY = { collector: COLLECTOR_NAME, keyLabels: ['site', 'window'] } as const;

/** A name is written out once, here, so that a search for it finds its definition. */
export const MEETINGS_INSTRUMENTS: readonly CollectorInstrument[] = [
  {
    name: 'webex_meetings',
    help: `Meetings (Meetings, Events, Support and Training sessions) held ${ROLLING}.`,
    ...figure('totalMeetings'),
  },
  {
    name: 'webex_meetings_with_video',
    help: `Meetings in which at least one participant used video ${ROLLING}.`,
    ...figure('videoMeetings'),
  },
  {
    name: 'webex_meetings_with_sharing',
    help: `Meetings in which at least one participant shared content ${ROLLING}.`,
    ...figure('sharingMeetings'),
  },
  {
    name: 'webex_meetings_with_recording',
    help: `Meetings in which at least one participant recorded ${ROLLING}.`,
    ...figure('recordingMeetings'),
  },
  {
    name: 'webex_meeting_participants',
    help: `Joins by people and devices, not distinct people, ${ROLLING}.`,
    ...figure('totalParticipants'),
  },
  {
    name: 'webex_meeting_participants_by_join_method',
    help: `Joins by the client or way of joining, as Webex names it, ${ROLLING}.`,
    ...breakdown('joinMethods', ['join_method']),
  },
  {
    name: 'webex_meeting_participants_by_role',
    help: `Joins by role, as Webex names it, ${ROLLING}.`,
    ...breakdown('roles', ['role']),
  },
  {
    name: 'webex_meeting_participants_by_country',
    help: `Joins by country, with the ISO 3166-1 alpha-2 code where the name is known, ${ROLLING}.`,
    ...breakdown('countries', ['country', 'country_code']),
  },
  {
    name: 'webex_meeting_unique_hosts',
    help: `Distinct hosts who started a meeting ${ROLLING}. Never add it up over windows or sites.`,
    ...figure('totalUniqueHosts'),
  },
  {
    name: 'webex_meeting_duration_seconds',
    help: `Length of all meetings together ${ROLLING}.`,
    ...figure('totalMeetingMinutes', SECONDS_PER_MINUTE),
  },
  {
    name: 'webex_meeting_audio_duration_seconds',
    help: `VoIP and telephone audio used in meetings ${ROLLING}.`,
    ...figure('totalAudioMinutes', SECONDS_PER_MINUTE),
  },
  {
    name: 'webex_meeting_telephone_duration_seconds',
    help: `Telephone audio used in meetings ${ROLLING}.`,
    ...figure('totalTelephoneMinutes', SECONDS_PER_MINUTE),
  },
  {
    name: 'webex_meeting_voip_duration_seconds',
    help: `VoIP audio used in meetings ${ROLLING}.`,
    ...figure('totalVoIPMinutes', SECONDS_PER_MINUTE),
  },
  {
    name: 'webex_window_start_timestamp_seconds',
    help: `First instant that the shown figures cover, 00:00 UTC of the first day ${ROLLING}.`,
    ...instant('startMs'),
  },
  {
    name: 'webex_window_end_timestamp_seconds',
    help: `End of what the shown figures cover, 00:00 UTC after the last day ${ROLLING}.`,
    ...instant('endMs'),
  },
  {
    name: 'webex_window_last_change_timestamp_seconds',
    help: `When what is shown last became something else ${ROLLING}.`,
    ...gauge(({ summary, lastChangeMs }) => summary && toSeconds(lastChangeMs)),
  },
  {
    name: 'webex_window_pending',
    help: `Whether Webex has no figures of the newest days and need not have them yet (1) or not (0) ${ROLLING}.`,
    ...gauge(({ isPending }) => (isPending ? 1 : 0)),
  },
];

/** A single figure of the answer; no series where the answer lacks it. */
function figure(field: FigureField, factor = 1): Row<SummaryInstrument> {
  return row([], ({ figures }) => {
    const value = figures[field];
    return toPoints(value === undefined ? undefined : value * factor);
  });
}

function breakdown(name: string, labels: readonly string[]): Row<SummaryInstrument> {
  return row(labels, ({ breakdowns }) => breakdowns[name]?.toArray() ?? []);
}

function instant(field: 'startMs' | 'endMs'): Row<SummaryInstrument> {
  return row([], (summary) => toPoints(toSeconds(summary[field])));
}

function row(labels: readonly string[], observe: SummaryInstrument['observe']): Row<SummaryInstrument> {
  return { ...KEY, subject: 'summary', type: 'gauge', labels, observe };
}

function gauge(read: (target: TargetSnapshot) => number | undefined): Row<TargetInstrument> {
  const observe: TargetInstrument['observe'] = (target) => toPoints(read(target));
  return { ...KEY, subject: 'target', type: 'gauge', labels: [], observe };
}
