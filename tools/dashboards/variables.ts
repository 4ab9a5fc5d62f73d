import {
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { metric } from '../../src/rules/metric.ts';
import { DATASOURCE } from './targets.ts';

/** The sites that Prometheus knows, all at first. */
export function siteVariable(): QueryVariableBuilder {
  return (
    labelVariable('site', 'Site')
      .multi(true)
      .includeAll(true)
      // One regular expression instead of a list of every name.
      .allValue('.+')
      .current({ selected: true, text: 'All', value: '$__all' })
  );
}

/** One of the windows that Prometheus knows: figures of two windows never go together. */
export function windowVariable(): QueryVariableBuilder {
  return labelVariable('window', 'Window').current({ selected: true, text: '1d', value: '1d' });
}

/** The exporter's setting, which is no metric. */
export function budgetVariable(): TextBoxVariableBuilder {
  return new TextBoxVariableBuilder('budget')
    .label('Requests per minute')
    .defaultValue('60')
    .current({ selected: true, text: '60', value: '60' });
}

function labelVariable(name: string, title: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(title)
    .datasource(DATASOURCE)
    .query(`label_values(${metric('webex_poll_success')}, ${name})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}
