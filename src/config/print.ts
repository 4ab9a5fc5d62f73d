import type { AccountConfig } from './account-config.ts';
import type { Config } from './config.ts';
import type { OtlpConfig } from './otlp.ts';
import { toPrintableProxies } from './proxy.ts';
import { withoutCredentials } from '../redaction.ts';
import { formatDuration } from './duration.ts';

/** The resolved configuration as JSON for people: durations as they are written, secrets redacted by their own type. */
export function printConfig({ accounts, stateDir, shard, openTelemetry, network }: Config): string {
  return JSON.stringify(
    {
      state_dir: stateDir,
      shard: `${shard.index}/${shard.count}`,
      proxy: toPrintableProxies(network.proxies),
      otlp: openTelemetry?.otlp && toPrintablePush(openTelemetry.otlp),
      opentelemetry_prometheus: openTelemetry?.prometheus,
      resource_attributes: openTelemetry?.attributes,
      accounts: accounts.map(toPrintable),
    },
    undefined,
    2,
  );
}

function toPrintablePush({ endpoint, intervalMs, timeoutMs, tls, ...rest }: OtlpConfig): object {
  return {
    endpoint: withoutCredentials(endpoint),
    ...rest,
    tls: Object.entries(tls).flatMap(([name, value]) => (value === undefined ? [] : name)),
    interval: formatDuration(intervalMs),
    timeout: formatDuration(timeoutMs),
  };
}

function toPrintable(account: AccountConfig): Record<string, unknown> {
  return {
    name: account.name,
    credentials: account.credentials,
    analytics_url: account.analyticsUrl,
    api_url: account.apiUrl,
    sites: account.sites,
    windows: account.windows.map(({ label }) => label),
    data_delay: `${account.dataDelayDays}d`,
    poll_interval: formatDuration(account.pollIntervalMs),
    poll_timeout: formatDuration(account.pollTimeoutMs),
    poll_concurrency: account.pollConcurrency,
    requests_per_minute: account.requestsPerMinute,
    stale_after: formatDuration(account.staleAfterMs),
    max_label_values: account.maxLabelValues,
    allow_http: account.allowHttp,
    live: account.live,
    discover: account.discover,
    discover_include: account.discoverInclude,
    discover_exclude: account.discoverExclude,
  };
}
