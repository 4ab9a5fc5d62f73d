import type { FlagValues } from '../config/flags.ts';
import { listenOnAll } from '../http/listeners.ts';
import { openWebAccess } from '../http/web-config/access.ts';
import { toAuthority, toUrl, type ListenTarget } from '../listening.ts';
import { UsageError } from '../usage-error.ts';
import { createExporter, type ExporterOptions } from './exporter.ts';
import { followChanges } from './reload.ts';

/** How long answers under way may take when the process is asked to stop. */
const CLOSE_GRACE_MS = 1000;

export interface RunOptions extends Omit<ExporterOptions, 'telemetryPath' | 'externalUrl' | 'guard'> {
  readonly flags: FlagValues;
  /** Instead of the flags' addresses. */
  readonly targets?: readonly ListenTarget[];
  /** Told the exporter's own URL once it listens. */
  readonly onListening?: (url: string) => void;
}

/** Polls and serves until `runtime.stop` aborts. Rejects when it cannot listen or the web configuration is bad. */
export async function runExporter(options: RunOptions): Promise<void> {
  const { config, flags, runtime, log, redactor, reloading, onListening } = options;
  const { clock, files, stop } = runtime;
  const access = await openWebAccess({ path: flags['web.config.file'], clock, files, log, signal: stop });
  if ('problems' in access) throw new UsageError(access.problems);
  const telemetryPath = flags['web.telemetry-path'];
  const externalUrl = flags['web.external-url'];
  const exporter = await createExporter({ ...options, telemetryPath, externalUrl, guard: access.guard });
  const { app, polling, startMs, reload } = exporter;

  const server = await listenOnAll(app, options.targets ?? flags['web.listen-address'], access.tls);
  const tls = access.tls !== undefined;
  const [first] = server.addresses;
  for (const place of server.addresses)
    log.info('listening', { address: toAuthority(place), path: telemetryPath, tls });
  if (first) onListening?.(toUrl(first, tls));
  // By its absence a log tells of a kill.
  stop.addEventListener('abort', () => log.info('stopping'), { once: true });

  const { openTelemetry, network } = config;
  const { snapshot } = polling;
  // Loaded only where it is used: OpenTelemetry's exporter is a third of the program's memory.
  const endOpenTelemetry =
    openTelemetry &&
    (await (
      await import('./open-telemetry.ts')
    ).startOpenTelemetry({ openTelemetry, network, snapshot, startMs, runtime, log, redactor }));
  const followed =
    reload && reloading?.isOnChange ? followChanges(reloading.source, reload, runtime) : undefined;
  await Promise.all([polling.run(), followed, access.follow((renewed) => server.replaceTls(renewed))]);
  await Promise.all([endOpenTelemetry?.(), server.close(CLOSE_GRACE_MS)]);
}
