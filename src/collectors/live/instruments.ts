import {
  toPoints,
  type CollectorInstrument,
  type Row,
  type SummaryInstrument,
} from '../../metrics/instrument.ts';
import type { LiveFigure } from './answer.ts';
import { COLLECTOR_NAME } from './name.ts';

const NOW = 'live at the newest good poll, at most five intervals ago';

/** Shown of each account, or of each of its sites. */
const KEY = { collector: COLLECTOR_NAME, keyLabels: ['account', 'site'] } as const;

export const LIVE_INSTRUMENTS: readonly CollectorInstrument[] = [
  {
    name: 'webex_live_meetings',
    help: `Meetings ${NOW}.`,
    ...figure('meetings'),
  },
  {
    name: 'webex_live_participants',
    help: `Participants of meetings ${NOW}.`,
    ...figure('participants'),
  },
  {
    name: 'webex_live_meetings_by_quality',
    help: `Meetings of good and of bad media quality ${NOW}.`,
    ...byQuality('goodMeetings', 'badMeetings'),
  },
  {
    name: 'webex_live_participants_by_quality',
    help: `Participants with good and with bad media quality ${NOW}.`,
    ...byQuality('goodParticipants', 'badParticipants'),
  },
  {
    name: 'webex_live_meetings_by_country',
    help: `Meetings by country, with the ISO 3166-1 alpha-2 code where the name is known, ${NOW}. They need not add up to all meetings.`,
    ...byCountry('meetingsByCountry'),
  },
  {
    name: 'webex_live_participants_by_country',
    help: `Participants by country, with the ISO 3166-1 alpha-2 code where the name is known, ${NOW}. They need not add up to all participants.`,
    ...byCountry('participantsByCountry'),
  },
];

function figure(field: LiveFigure): Row<SummaryInstrument> {
  return row([], ({ figures }) => toPoints(figures[field]));
}

function byQuality(good: LiveFigure, bad: LiveFigure): Row<SummaryInstrument> {
  return row(['quality'], ({ figures }) => [
    ...toPoints(figures[good]).map(({ value }) => ({ labels: ['good'], value })),
    ...toPoints(figures[bad]).map(({ value }) => ({ labels: ['bad'], value })),
  ]);
}

function byCountry(name: string): Row<SummaryInstrument> {
  return row(['country', 'country_code'], ({ breakdowns }) => breakdowns[name]?.toArray() ?? []);
}

function row(labels: readonly string[], observe: SummaryInstrument['observe']): Row<SummaryInstrument> {
  return { ...KEY, subject: 'summary', type: 'gauge', labels, observe };
}
