import type { AlertGroup } from './alert.ts';
import { recent } from './series.ts';

const BUILD_INFO = 'webex_exporter_build_info';

/** Whatever the job is called: targets that have shown our build info within a week. */
const TARGETS = `up and on (job, instance) last_over_time(${BUILD_INFO}[7d])`;

/** Alerts on the exporter itself. */
export const EXPORTER_ALERTS: AlertGroup = {
  name: 'webex-exporter-alerts',
  dashboard: 'webex-exporter',
  alerts: {
    WebexExporterDown: {
      severity: 'critical',
      expr: `(${TARGETS}) == 0`,
      for: '10m',
      summary: 'Prometheus cannot scrape the webex-exporter.',
      description: 'Scrapes of {{ $labels.instance }} (job {{ $labels.job }}) fail.',
    },
    WebexExporterAbsent: {
      severity: 'critical',
      // One that is down is told of by itself.
      expr: `absent(${BUILD_INFO})
unless on ()
  ((${TARGETS}) == 0)`,
      for: '15m',
      summary: 'Prometheus knows of no webex-exporter.',
      description: 'No target shows the exporter: it is not running, or not scraped any more.',
    },
    WebexShardMissing: {
      severity: 'critical',
      expr: `max by (job) (webex_exporter_shards)
- count by (job) (count_values by (job) ("shard", webex_exporter_shard))
> 0
unless on (job)
  ((${TARGETS}) == 0)`,
      for: '15m',
      summary: 'Some Webex sites are polled by nobody.',
      description:
        '{{ $value }} of the shards that the sites are divided into are not running, or not scraped, in job {{ $labels.job }}.',
    },
    WebexConfigReloadFailed: {
      severity: 'warning',
      expr: 'webex_exporter_config_last_reload_successful == 0',
      for: '5m',
      summary: 'The webex-exporter refused its new configuration.',
      description: '{{ $labels.instance }} goes on with its old configuration; its log says what is wrong.',
    },
    WebexLabelValuesFolded: {
      severity: 'info',
      expr: `max by (account, site, label) (${recent('webex_folded_label_values')}) > 0`,
      for: '1h',
      summary: 'A Webex site has more label values than are kept.',
      description:
        '{{ $value }} values of {{ $labels.label }} of {{ $labels.site }} are added up as "other".',
    },
  },
};
