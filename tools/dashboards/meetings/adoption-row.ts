import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { siteLinks } from '../links.ts';
import { dailyTotal, share } from '../queries.ts';
import { current } from '../selectors.ts';
import { table, type ValueColumn } from '../table-panel.ts';
import { dailyPanel } from '../time-panel.ts';

const FEATURES = [
  { name: 'Video', part: 'webex_meetings_with_video', whole: 'webex_meetings', color: COLORS.video },
  { name: 'Sharing', part: 'webex_meetings_with_sharing', whole: 'webex_meetings', color: COLORS.sharing },
  {
    name: 'Recording',
    part: 'webex_meetings_with_recording',
    whole: 'webex_meetings',
    color: COLORS.recording,
  },
  {
    name: 'Telephone',
    part: 'webex_meeting_telephone_duration_seconds',
    whole: 'webex_meeting_audio_duration_seconds',
    color: COLORS.telephone,
  },
] as const;

const [VIDEO, ...OTHERS] = FEATURES;

function toColumn({ name, part, whole, color }: (typeof FEATURES)[number]): ValueColumn {
  return {
    name,
    query: `${share(current(part), current(whole))}\nand\n  topk(50, ${current('webex_meetings')})`,
    unit: 'percentunit',
    decimals: 0,
    look: { bar: color, max: 1 },
  };
}

/** What meetings make use of. */
export const ADOPTION: Row = {
  title: 'Adoption',
  panels: [
    dailyPanel({
      title: 'Use of features',
      description:
        'Share of meetings in which at least one participant used video, shared content or recorded; and the telephone’s share of all audio time.',
      unit: 'percentunit',
      width: 12,
      height: 9,
      series: FEATURES.map(({ name, part, whole, color }) => ({
        query: share(dailyTotal(part), dailyTotal(whole)),
        legend: name,
        color,
      })),
    }),
    table({
      title: 'Use of features by site',
      description: 'The same shares on the newest day or window, of the 50 largest sites.',
      width: 12,
      height: 9,
      keys: { site: 'Site' },
      keyWidths: { Site: 180 },
      links: { Site: siteLinks() },
      columns: [toColumn(VIDEO), ...OTHERS.map(toColumn)],
    }),
  ],
};
