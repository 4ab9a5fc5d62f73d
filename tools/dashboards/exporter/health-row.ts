import { AGE_COLORS, COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { OF_EXPORTERS, ofPolls } from '../selectors.ts';
import { stat } from '../stat-panel.ts';
import { RELOAD_WORDS } from './alerts-row.ts';
import { remainingDays } from './tokens-row.ts';
import { usedBudget } from './requests-row.ts';
import { REMARKABLE } from '../thresholds.ts';

const success = `max by (site, window) (webex_poll_success${ofPolls('meetings')})`;
const size = { width: 3, height: 4 } as const;

/** Is anything wrong? */
export const HEALTH: Row = {
  panels: [
    stat({
      ...size,
      title: 'Exporters',
      description: 'Exporters that Prometheus scrapes.',
      query: `count(webex_exporter_build_info${OF_EXPORTERS}) or vector(0)`,
      unit: 'short',
      decimals: 0,
      color: [COLORS.bad, [1, COLORS.good]],
    }),
    stat({
      ...size,
      title: 'Good windows',
      description:
        'Windows of sites whose newest poll succeeded, or found that Webex has no figures yet, of all.',
      query: `avg(${success})`,
      unit: 'percentunit',
      decimals: 0,
      color: [COLORS.bad, [0.9, COLORS.notable], [1, COLORS.good]],
    }),
    stat({
      ...size,
      title: 'Oldest answer',
      description:
        'Age of the last good answer, of the site and window that has waited longest. Webex may have nothing new before 14:00 UTC.',
      query: `time() - min(webex_poll_last_success_timestamp_seconds${ofPolls('meetings')})`,
      unit: 's',
      decimals: 1,
      color: AGE_COLORS,
    }),
    stat({
      ...size,
      title: 'Budget used',
      description: 'Requests of the busiest account in the last hour, of as many as its budget allows.',
      query: `topk(1, ${usedBudget('1h')})`,
      name: { label: 'account', withValue: true },
      unit: 'percentunit',
      decimals: 1,
      color: [COLORS.good, [0.7, COLORS.notable], [0.95, COLORS.bad]],
    }),
    stat({
      ...size,
      title: 'Access token',
      description:
        'Days until the first account’s access token ends; it is renewed at half its life. A dash: its end is not known.',
      query: `bottomk(1, ${remainingDays('webex_access_token_expiry_timestamp_seconds')})`,
      name: { label: 'account', withValue: true },
      unit: 'suffix: d',
      decimals: 1,
      color: [COLORS.bad, [0.05, COLORS.notable], [0.1, COLORS.good]],
    }),
    stat({
      ...size,
      title: 'Refresh token',
      description:
        'Days until the first account’s refresh token ends; then it has to be authorised again. A dash: its end is not known.',
      query: `bottomk(1, ${remainingDays('webex_refresh_token_expiry_timestamp_seconds')})`,
      name: { label: 'account', withValue: true },
      unit: 'suffix: d',
      decimals: 0,
      color: [
        COLORS.bad,
        [REMARKABLE.refreshTokenCriticalDays, COLORS.notable],
        [REMARKABLE.refreshTokenWarningDays, COLORS.good],
      ],
    }),
    stat({
      ...size,
      title: 'Configuration',
      description:
        'Whether the newest attempt to load the configuration succeeded; refused, the one before goes on.',
      query: `min(webex_exporter_config_last_reload_successful${OF_EXPORTERS})`,
      unit: 'short',
      words: RELOAD_WORDS,
      color: COLORS.usual,
    }),
    stat({
      ...size,
      title: 'Version',
      description: 'What is running.',
      query: `max by (version) (webex_exporter_build_info${OF_EXPORTERS})`,
      name: { label: 'version' },
      unit: 'short',
      color: COLORS.usual,
    }),
  ],
};
