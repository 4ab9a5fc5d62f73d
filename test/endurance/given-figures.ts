import type { AggregatesAnswer } from '../../src/simulator/world/range-answer.ts';
import type { Page } from '../support/exposition-parser.ts';
import { DAY_MS } from '../support/time.ts';

/** A set of figures as comparable text: what one answer says, or what the page shows of one window of one site. */
export type Figures = string;

/** What the page must show once it was given this answer, worked out from the contract and not from the exporter. */
export function figuresOfAnswer({ startDate, endDate, metrics }: AggregatesAnswer): Figures {
  const named = (name: string, label: string, values: readonly (readonly [string, number])[]): Entry[] =>
    values.map(([value, count]) => [`${name} ${label}=${value}`, count]);
  return toText([
    ['webex_meetings', metrics.totalMeetings],
    ['webex_meetings_with_video', metrics.videoMeetings],
    ['webex_meetings_with_sharing', metrics.sharingMeetings],
    ['webex_meetings_with_recording', metrics.recordingMeetings],
    ['webex_meeting_participants', metrics.totalParticipants],
    ['webex_meeting_unique_hosts', metrics.totalUniqueHosts],
    ['webex_meeting_duration_seconds', metrics.totalMeetingMinutes * 60],
    ['webex_meeting_audio_duration_seconds', metrics.totalAudioMinutes * 60],
    ['webex_meeting_telephone_duration_seconds', metrics.totalTelephoneMinutes * 60],
    ['webex_meeting_voip_duration_seconds', metrics.totalVoIPMinutes * 60],
    ['webex_window_start_timestamp_seconds', Date.parse(startDate) / 1000],
    ['webex_window_end_timestamp_seconds', (Date.parse(endDate) + DAY_MS) / 1000],
    ...named(
      'webex_meeting_participants_by_join_method',
      'join_method',
      Object.entries(metrics.participantsByJoinMethods),
    ),
    ...named('webex_meeting_participants_by_role', 'role', Object.entries(metrics.participantsByRoles)),
    ...named(
      'webex_meeting_participants_by_country',
      'country',
      metrics.participantsByLocation.map(({ country, totalParticipants }) => [country, totalParticipants]),
    ),
  ]);
}

/** What the page must show of an answer that holds one join by this role and nothing else. */
export function figuresOfRole(role: string): Figures {
  return toText([[`webex_meeting_participants_by_role role=${role}`, 1]]);
}

/** What the page shows, by site and window (`acme.webex.com 7d`); windows without any figure are left out. */
export function figuresOfPage(page: Page): ReadonlyMap<string, Figures> {
  const windows = new Map<string, Entry[]>();
  for (const { name, samples } of page.values()) {
    if (!/^webex_(?:meeting|window_(?:start|end))/.test(name)) continue;
    for (const { labels, value } of samples) {
      const { site = '', window = '', country_code: _, ...rest } = labels;
      const id = `${site} ${window}`;
      const said = Object.entries(rest).map(([label, text]) => ` ${label}=${text}`);
      windows.set(id, [...(windows.get(id) ?? []), [`${name}${said.join('')}`, value]]);
    }
  }
  return new Map(Array.from(windows, ([id, entries]) => [id, toText(entries)]));
}

type Entry = [series: string, value: number];

function toText(entries: readonly Entry[]): Figures {
  return entries
    .map(([series, value]) => `${series} ${value}`)
    .toSorted()
    .join('\n');
}
