import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { RUNBOOK_OF_CELL, siteLinks, STATUS_PAGE_OF_CELL } from '../links.ts';
import { maxBy, OF_EXPORTERS } from '../selectors.ts';
import { table } from '../table-panel.ts';
import type { Words } from '../words.ts';

const ALERT_LABELS = ['alertname', 'severity', 'account', 'site', 'window'];
const OF_ALERTS = '{alertname=~"Webex.+",site=~"$site|"}';
const perExporter = (name: string): string => maxBy(['job', 'instance'], `${name}${OF_EXPORTERS}`);
const buildInfo = maxBy(['job', 'instance', 'version'], `webex_exporter_build_info${OF_EXPORTERS}`);

/** How the newest attempt to load the configuration ended. */
export const RELOAD_WORDS: Words = {
  '0': { text: 'refused', color: COLORS.bad },
  '1': { text: 'loaded', color: COLORS.good },
};

/** What fires, and who runs. */
export const ALERTS_AND_EXPORTERS: Row = {
  title: 'Alerts and exporters',
  panels: [
    table({
      title: 'Firing alerts',
      description: 'Of Prometheus’s own rules, the newest last. None is good news, if the rules are loaded.',
      width: 14,
      height: 7,
      keys: { alertname: 'Alert', severity: 'Severity', account: 'Account', site: 'Site', window: 'Window' },
      links: { Alert: [RUNBOOK_OF_CELL], Site: siteLinks() },
      keyWidths: { Alert: 240, Severity: 90, Window: 90 },
      columns: [
        {
          name: 'For',
          query: `time()
- max by (${ALERT_LABELS.join(', ')}) (
    ALERTS_FOR_STATE${OF_ALERTS}
    and ignoring (alertstate)
      ALERTS{alertstate="firing",${OF_ALERTS.slice(1)}
  )`,
          unit: 's',
          decimals: 0,
          width: 110,
        },
      ],
    }),
    table({
      title: 'Exporters',
      description:
        'Every process that Prometheus scrapes: its part of the sites, and whether its configuration was accepted.',
      width: 10,
      height: 7,
      keys: { instance: 'Exporter', version: 'Version' },
      links: { Exporter: [STATUS_PAGE_OF_CELL] },
      keyWidths: { Version: 90 },
      hiddenLabels: ['job'],
      columns: [
        {
          name: 'Up for',
          query: `time()
- max by (job, instance, version) (
    process_start_time_seconds${OF_EXPORTERS} * on (job, instance) group_left (version) ${buildInfo}
  )`,
          unit: 's',
          decimals: 0,
          width: 100,
        },
        { name: 'Shard', query: perExporter('webex_exporter_shard'), unit: 'short', decimals: 0, width: 70 },
        { name: 'Of', query: perExporter('webex_exporter_shards'), unit: 'short', decimals: 0, width: 60 },
        {
          name: 'Configuration',
          query: perExporter('webex_exporter_config_last_reload_successful'),
          unit: 'short',
          words: RELOAD_WORDS,
          width: 120,
        },
      ],
    }),
  ],
};
