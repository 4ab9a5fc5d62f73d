import { toPrometheusRule, type Alert } from './alert.ts';
import { FRESHNESS_ALERTS, VOLUME_ALERTS } from './figure-alerts.ts';
import { EXPORTER_ALERTS, POLL_ALERTS, TOKEN_ALERTS } from './operation-alerts.ts';
import { renderRuleFile } from './rule-file.ts';

/** All alerts, by group. */
export const ALERTS: Readonly<Record<string, readonly Alert[]>> = {
  'webex-volume-alerts': VOLUME_ALERTS,
  'webex-freshness-alerts': FRESHNESS_ALERTS,
  'webex-poll-alerts': POLL_ALERTS,
  'webex-token-alerts': TOKEN_ALERTS,
  'webex-exporter-alerts': EXPORTER_ALERTS,
};

/** The rule file of the alerts. */
export function renderAlerts(): string {
  const groups = Object.entries(ALERTS).map(([name, alerts]) => ({
    name,
    rules: alerts.map(toPrometheusRule),
  }));
  return renderRuleFile(
    'The alerts on volume need recording-rules.yaml, and holidays.yaml if holidays are not to be alarming.',
    groups,
  );
}
