import { CHANGE_COLORS, COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { siteLinks } from '../links.ts';
import { RECORDED } from '../../../src/rules/series.ts';
import { ofRecorded } from '../selectors.ts';
import { table, type ValueColumn } from '../table-panel.ts';
import type { Words } from '../words.ts';

const recorded = (name: string, further?: string): string => `max by (site) (${name}${ofRecorded(further)})`;
const width = 90;

/** Why a site has no fresh verdict. */
const REASONS: Words = {
  judged: { text: 'judged', color: COLORS.good },
  not_settled: { text: 'figures may still change', color: COLORS.usual },
  quiet_day: { text: 'quiet day', color: COLORS.usual },
  below_floor: { text: 'too few meetings', color: COLORS.usual },
  no_baseline: { text: 'no history', color: COLORS.notable },
  no_figure: { text: 'no figure', color: COLORS.notable },
  no_day_window: { text: 'no 1d window', color: COLORS.notable },
};

const REFERENCES = [1, 2, 3, 4].map((weeks): ValueColumn => ({
  name: weeks === 1 ? '1 week ago' : `${weeks} weeks ago`,
  query: recorded(RECORDED.sameWeekday, `weeks_ago="${weeks}"`),
  unit: 'locale',
  width: 105,
}));

/** What the alerts on volume see. */
export const JUDGEMENT: Row = {
  title: 'How each site is judged (with the recording rules)',
  isCollapsed: true,
  panels: [
    table({
      title: 'How each site is judged',
      description:
        'What the alerts on volume see of the newest day: its meetings, those of the same weekday in the four weeks before, their median and usual deviation, the change against the median less those who have a holiday, how many meetings have to be missing or on top to be remarkable, and the verdict; or why there is none. A verdict stands until the next day is judged.',
      width: 24,
      height: 10,
      keys: { site: 'Site', reason: 'State' },
      keyWords: { State: REASONS },
      keyWidths: { State: 180 },
      links: { Site: siteLinks() },
      order: 'asc',
      columns: [
        {
          name: 'Verdict',
          query: recorded(RECORDED.verdict),
          unit: 'percentunit',
          decimals: 0,
          look: { colors: CHANGE_COLORS },
          words: { '0': { text: 'as usual', color: COLORS.usual } },
          width: 100,
        },
        { name: 'Meetings', query: recorded(RECORDED.meetings), unit: 'locale', width },
        {
          name: 'Against expected',
          query: `${recorded(RECORDED.ratio)} - 1`,
          unit: 'percentunit',
          decimals: 0,
          width: 150,
        },
        ...REFERENCES,
        { name: 'Median', query: recorded(RECORDED.median), unit: 'locale', decimals: 0, width },
        { name: 'Deviation', query: recorded(RECORDED.deviation), unit: 'locale', decimals: 1, width },
        { name: 'Floor', query: recorded(RECORDED.required), unit: 'locale', decimals: 0, width },
        {
          name: 'Reason',
          query: `max by (site, reason) (${RECORDED.reason}${ofRecorded()})`,
          unit: 'short',
          isHidden: true,
        },
      ],
    }),
  ],
};
