import type { Config } from '../config/config.ts';
import type { FlagValues } from '../config/flags.ts';
import { printConfig } from '../config/print.ts';
import { createApp } from '../http/app.ts';
import { listenOnAll, toAuthority, toUrl } from '../http/listeners.ts';
import type { ListenTarget } from '../http/server.ts';
import { openWebAccess } from '../http/web-config/access.ts';
import type { Logger } from '../log.ts';
import { createExposition } from '../metrics/page/exposition.ts';
import { createProcessMetrics } from '../metrics/process.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import { createPolling } from './polling.ts';
import { createReload, followChanges, type ConfigSource } from './reload.ts';
import { toStatusView } from '../status/to-status-view.ts';
import { UsageError } from '../usage-error.ts';

/** How long answers under way may take when the process is asked to stop. */
const CLOSE_GRACE_MS = 1000;

export interface ExporterOptions {
  readonly config: Config;
  readonly flags: FlagValues;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Undefined: the configuration is that of the start for good. */
  readonly reloading?: Reloading;
  /** Instead of the flags' addresses. */
  readonly targets?: readonly ListenTarget[];
  /** Told the exporter's own URL once it listens. */
  readonly onListening?: (url: string) => void;
}

/** How the configuration can be read anew while the exporter runs; SIGHUP always does it. */
export interface Reloading {
  readonly source: ConfigSource;
  /** Also by `POST /-/reload`. */
  readonly isByHttp: boolean;
  /** Also when a file of the configuration changes. */
  readonly isOnChange: boolean;
}

/** Polls and serves until `runtime.stop` aborts. Rejects when it cannot listen or the web configuration is bad. */
export async function runExporter(options: ExporterOptions): Promise<void> {
  const { config, flags, runtime, log, redactor, onListening } = options;
  const { clock, stop } = runtime;
  const access = await openWebAccess({ path: flags['web.config.file'], clock, log, signal: stop });
  if ('problems' in access) throw new UsageError(access.problems);
  const startMs = clock.now();
  const polling = await createPolling({ config, runtime, log, redactor, startMs });
  const { snapshot, isAlive, run } = polling;
  const { reloading } = options;
  const reload = reloading && createReload({ source: reloading.source, polling, log });
  if (reload) runtime.onHangup(() => void reload());
  const render = createExposition({
    snapshot,
    now: clock.now,
    processMetrics: createProcessMetrics(),
  });
  const describeConfig = (): string => redactor.redact(printConfig(polling.config()));
  const telemetryPath = flags['web.telemetry-path'];
  const app = createApp({
    telemetryPath,
    metrics: render,
    status: () =>
      toStatusView(snapshot(), {
        shard: polling.config().shard,
        foreignSites: polling.config().foreignSites,
        configuration: describeConfig(),
        nowMs: clock.now(),
        startMs,
        telemetryPath,
      }),
    isAlive,
    unpolled: polling.waitingFor,
    onError: (error) => log.error('a page could not be made', { error: error.message }),
    guard: access.guard,
    ...(reload && reloading.isByHttp ? { reload } : {}),
  });

  const server = await listenOnAll(app, options.targets ?? flags['web.listen-address'], access.tls);
  const tls = access.tls !== undefined;
  const [first] = server.addresses;
  for (const address of server.addresses)
    log.info('listening', { address: toAuthority(address), path: telemetryPath, tls });
  if (first) onListening?.(toUrl(first, tls));

  const { otlp } = config;
  // Loaded only where it is used: OpenTelemetry's exporter is a third of the program's memory.
  const endPush =
    otlp && (await import('./push.ts')).startPush({ otlp, snapshot, startMs, runtime, log, redactor });
  const followed =
    reload && reloading.isOnChange ? followChanges(reloading.source, reload, runtime) : undefined;
  await Promise.all([run(), followed, access.follow((tls) => server.replaceTls(tls))]);
  await Promise.all([endPush?.(), server.close(CLOSE_GRACE_MS)]);
}
