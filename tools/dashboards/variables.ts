import {
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { OF_EXPORTERS } from './selectors.ts';
import { DATASOURCE } from './targets.ts';

/** Every series of ours has these, if any has. */
const BUILD_INFO = 'webex_exporter_build_info';
const SITE_INFO = 'webex_site_info';

/** Clusters and jobs, for several installations in one Prometheus; "All" holds for series without the label too. */
export function installationVariables(): readonly QueryVariableBuilder[] {
  return [
    labelVariable('cluster', 'Cluster', BUILD_INFO).multi(true).includeAll(true).allValue('.*'),
    labelVariable('job', 'Job', `${BUILD_INFO}{cluster=~"$cluster"}`)
      .multi(true)
      .includeAll(true)
      .allValue('.*'),
  ].map(chooseAll);
}

export function accountVariable(): QueryVariableBuilder {
  return chooseAll(
    labelVariable('account', 'Account', `${SITE_INFO}${OF_EXPORTERS}`)
      .multi(true)
      .includeAll(true)
      .allValue('.*'),
  );
}

/**
 * The sites of the chosen accounts, all at first. Figures have no account, so "All" is the list of their names. With
 * all accounts the sites of a history that is older than `webex_site_info` count too.
 */
export function siteVariable(): QueryVariableBuilder {
  const known = `${SITE_INFO}|webex_meetings`;
  return chooseAll(
    labelVariable(
      'site',
      'Site',
      `{__name__=~"${known}",cluster=~"$cluster",job=~"$job",account=~"$account"}`,
    )
      .multi(true)
      .includeAll(true),
  );
}

/** One of the windows that Prometheus knows: figures of two windows never go together. */
export function windowVariable(): QueryVariableBuilder {
  return labelVariable('window', 'Window', 'webex_meetings').current({
    selected: true,
    text: '1d',
    value: '1d',
  });
}

/** The address of an exporter, for links to its status page. */
export function exporterVariable(): QueryVariableBuilder {
  return labelVariable('exporter', 'Exporter', `${BUILD_INFO}${OF_EXPORTERS}`).hide(
    VariableHide.HideVariable,
  );
}

function labelVariable(name: string, title: string, series: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(title)
    .datasource(DATASOURCE)
    .query(`label_values(${series}, ${name === 'exporter' ? 'instance' : name})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

function chooseAll(variable: QueryVariableBuilder): QueryVariableBuilder {
  return variable.current({ selected: true, text: 'All', value: '$__all' });
}
