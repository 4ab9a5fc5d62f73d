import type { AccountConfig } from './account.ts';
import type { Config } from './config.ts';
import type { OtlpConfig } from './otlp.ts';
import { withoutCredentials } from '../secret.ts';
import { formatDuration } from './duration.ts';
import { ACCOUNT_SETTINGS, keyOf, namesOf, type AccountSettingName } from './settings.ts';

/** The resolved configuration as JSON for people: durations as they are written, secrets redacted by their own type. */
export function printConfig({ accounts, stateDir, shard, openTelemetry, network }: Config): string {
  const { http, https, noProxy } = network.proxies;
  return JSON.stringify(
    {
      state_dir: stateDir,
      shard: `${shard.index}/${shard.count}`,
      proxy: (http ?? https) && {
        https: https && withoutCredentials(https),
        http: http && withoutCredentials(http),
        no_proxy: noProxy,
      },
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
  const { name, credentials } = account;
  const settings = namesOf(ACCOUNT_SETTINGS).map((setting): [string, unknown] => [
    keyOf(setting),
    toWritten(setting, account),
  ]);
  return { name, credentials, ...Object.fromEntries(settings) };
}

/** A setting as the configuration has it. */
function toWritten(name: AccountSettingName, account: AccountConfig): unknown {
  const value = account[name];
  if (typeof value === 'number' && name.endsWith('Ms')) return formatDuration(value);
  if (name === 'dataDelayDays') return `${account.dataDelayDays}d`;
  return name === 'windows' ? account.windows.map(({ label }) => label) : value;
}
