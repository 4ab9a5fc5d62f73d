import { toCountryCode } from '../../src/snapshot/country-code.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { dayAt } from './day-files.ts';
import { DAY_MS } from './time.ts';

/** Which windows of which sites are shown on a day. */
export interface Shown {
  readonly sites: readonly string[];
  /** Lengths in days. */
  readonly windows: readonly number[];
  /** The UTC day on which they are shown. */
  readonly day: string;
  /** Default 1. */
  readonly delayDays?: number;
}

/** Every series and value that is to be shown on a day, from the simulator and the contract's table, not from our table. */
export function truthOn(
  simulator: Pick<Simulator, 'answer'>,
  { sites, windows, day, delayDays = 1 }: Shown,
): Readonly<Record<string, number>> {
  const truth: Record<string, number> = {};
  const lastDayMs = Date.parse(day) - delayDays * DAY_MS;
  for (const site of sites) {
    truth[seriesId({ __name__: 'webex_site_info', site, account: 'default' })] = 1;
    for (const days of windows) {
      const firstDayMs = lastDayMs - (days - 1) * DAY_MS;
      const { metrics } = simulator.answer(site, dayAt(firstDayMs), dayAt(lastDayMs));
      const add = (name: string, value: number, labels: Readonly<Record<string, string>> = {}): void => {
        truth[seriesId({ __name__: name, site, window: `${days}d`, ...labels })] = value;
      };
      add('webex_meetings', metrics.totalMeetings);
      add('webex_meetings_with_video', metrics.videoMeetings);
      add('webex_meetings_with_sharing', metrics.sharingMeetings);
      add('webex_meetings_with_recording', metrics.recordingMeetings);
      add('webex_meeting_participants', metrics.totalParticipants);
      for (const [key, value] of Object.entries(metrics.participantsByJoinMethods))
        add('webex_meeting_participants_by_join_method', value, { join_method: key });
      for (const [role, value] of Object.entries(metrics.participantsByRoles))
        add('webex_meeting_participants_by_role', value, { role });
      for (const { country, totalParticipants } of metrics.participantsByLocation) {
        const labels = { country, country_code: toCountryCode(country) };
        add('webex_meeting_participants_by_country', totalParticipants, labels);
      }
      add('webex_meeting_unique_hosts', metrics.totalUniqueHosts);
      add('webex_meeting_duration_seconds', metrics.totalMeetingMinutes * 60);
      add('webex_meeting_audio_duration_seconds', metrics.totalAudioMinutes * 60);
      add('webex_meeting_telephone_duration_seconds', metrics.totalTelephoneMinutes * 60);
      add('webex_meeting_voip_duration_seconds', metrics.totalVoIPMinutes * 60);
      add('webex_window_start_timestamp_seconds', firstDayMs / 1000);
      add('webex_window_end_timestamp_seconds', (lastDayMs + DAY_MS) / 1000);
    }
  }
  return truth;
}

/** Samples of a query by their series; the given labels, which all of them have, are checked and left out. */
export function bySeries(
  samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[],
  common: Readonly<Record<string, string>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    samples.map(({ labels, value }) => {
      const own = Object.entries(labels).filter(([name, text]) => common[name] !== text);
      return [seriesId(Object.fromEntries(own)), value];
    }),
  );
}

/** An empty label is none. */
function seriesId(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
