import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { COLORS } from './colors.ts';
import { RECORDED } from '../../src/rules/series.ts';
import { OF_EXPORTERS, ofRecorded } from './selectors.ts';
import { DATASOURCE } from './targets.ts';

const QUIET_DAY = `${RECORDED.quietDay}${ofRecorded('weeks_ago="0"')}`;

/**
 * Alerts while they fire, of Prometheus's own. Steps are coarse, and look back over their length, so that weeks are few
 * points and a short alert is not missed.
 */
export function firingAlerts(step: string): AnnotationQueryBuilder {
  return annotation('Firing alerts', 'red')
    .expr(
      `max by (alertname, severity, account, site) (
  last_over_time(ALERTS{alertname=~"Webex.+",alertstate="firing",severity!="info",site=~"$site|"}[${step}])
)`,
    )
    .step(step)
    .titleFormat('{{alertname}}')
    .textFormat('{{account}} {{site}}')
    .tagKeys('severity');
}

/** Holidays of the chosen sites, at the day itself: the figures of a day are shown on the next one. */
export function quietDays(): AnnotationQueryBuilder {
  return annotation('Quiet days', COLORS.notable)
    .expr(`count_values("sites", count(${QUIET_DAY} offset -47h55m))`)
    .step('1d')
    .titleFormat('Quiet day')
    .textFormat('Holiday at {{sites}} of the chosen sites');
}

/** Starts of the exporter: restarts, rollouts and new versions. */
export function starts(): AnnotationQueryBuilder {
  return annotation('Starts of the exporter', 'blue')
    .expr(
      `1000 * max by (job, instance, version) (
  process_start_time_seconds${OF_EXPORTERS}
  * on (job, instance) group_left (version)
    max by (job, instance, version) (webex_exporter_build_info${OF_EXPORTERS})
)`,
    )
    .step('5m')
    .useValueForTime(true)
    .titleFormat('Exporter started')
    .textFormat('{{instance}}, version {{version}}');
}

function annotation(name: string, color: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder().name(name).datasource(DATASOURCE).enable(true).iconColor(color);
}
