import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelNames } from '../../src/metrics/instrument.ts';
import { INSTRUMENTS } from '../../src/exporter/collectors.ts';

/** What dashboards and alerts of users rely on: name, type, labels. Changing a line here is a breaking change. */
const CONTRACT = `
webex_meetings gauge site,window
webex_meetings_with_video gauge site,window
webex_meetings_with_sharing gauge site,window
webex_meetings_with_recording gauge site,window
webex_meeting_participants gauge site,window
webex_meeting_participants_by_join_method gauge site,window,join_method
webex_meeting_participants_by_role gauge site,window,role
webex_meeting_participants_by_country gauge site,window,country,country_code
webex_meeting_unique_hosts gauge site,window
webex_meeting_duration_seconds gauge site,window
webex_meeting_audio_duration_seconds gauge site,window
webex_meeting_telephone_duration_seconds gauge site,window
webex_meeting_voip_duration_seconds gauge site,window
webex_window_start_timestamp_seconds gauge site,window
webex_window_end_timestamp_seconds gauge site,window
webex_window_last_change_timestamp_seconds gauge site,window
webex_window_pending gauge site,window
webex_site_info gauge site,account
webex_live_meetings gauge account,site
webex_live_participants gauge account,site
webex_live_meetings_by_quality gauge account,site,quality
webex_live_participants_by_quality gauge account,site,quality
webex_live_meetings_by_country gauge account,site,country,country_code
webex_live_participants_by_country gauge account,site,country,country_code
webex_poll_success gauge collector,account,site,window
webex_poll_last_attempt_timestamp_seconds gauge collector,account,site,window
webex_poll_last_success_timestamp_seconds gauge collector,account,site,window
webex_poll_duration_seconds gauge collector,account,site,window
webex_poll_interval_seconds gauge collector,account,site,window
webex_poll_outcome gauge collector,account,site,window,outcome
webex_polls_total counter collector,account,site,window,outcome
webex_folded_label_values gauge collector,account,site,window,label
webex_api_requests_total counter account,endpoint,code
webex_api_request_duration_seconds histogram account,endpoint
webex_api_budget_requests_per_minute gauge account
webex_api_throttled_seconds_total counter account
webex_access_token_expiry_timestamp_seconds gauge account
webex_refresh_token_expiry_timestamp_seconds gauge account
webex_exporter_config_last_reload_successful gauge
webex_exporter_config_last_reload_success_timestamp_seconds gauge
webex_exporter_shard gauge
webex_exporter_shards gauge
webex_exporter_build_info gauge version,revision,node_version
`;

const FIGURES = /^webex_(meeting|window_)/;

const instruments = INSTRUMENTS.map((instrument) => ({
  ...instrument,
  allLabels: labelNames(instrument),
}));

describe('the instrument table', () => {
  it('is what the contract says, no more and no less', () => {
    const rows = instruments.map(({ name, type, allLabels }) =>
      `${name} ${type} ${allLabels.join(',')}`.trimEnd(),
    );
    expect(rows.sort()).toEqual(CONTRACT.trim().split('\n').sort());
  });

  it('names nothing twice', () => {
    const names = instruments.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('has every name as one literal in the sources, once', () => {
    const src = new URL('../../src/', import.meta.url);
    const tables = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('instruments.ts'))
      .map((path) => readFileSync(new URL(path, src), 'utf8'))
      .join('\n');
    const misspelt = instruments.filter(({ name }) => tables.split(`'${name}'`).length !== 2);
    expect(misspelt).toEqual([]);
  });
});

describe.each(instruments)('$name', ({ name, type, help, allLabels }) => {
  it('is named as Prometheus advises', () => {
    expect(name).toMatch(/^webex_[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/_(bucket|count|sum|gauge|counter|histogram|minutes|ms|milliseconds)\b/);
  });

  it('has labels in snake_case, none twice, none that Prometheus keeps for itself', () => {
    expect(allLabels).toEqual([...new Set(allLabels)]);
    for (const label of allLabels) {
      expect(label).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(['job', 'instance', 'le', 'quantile']).not.toContain(label);
    }
  });

  it('has a HELP that is a sentence', () => {
    expect(help).toMatch(/^[A-Z][^\n]+[^.\s]\.$/);
    expect(help).not.toMatch(/\s{2}|\s[.,;:]/);
  });
});

describe.each(instruments.filter(({ name }) => FIGURES.test(name)))('the figure $name', ({ help }) => {
  it('says that it is a rolling window and cached', () => {
    expect(help).toContain('rolling window');
    expect(help).toContain('cached');
  });
});
