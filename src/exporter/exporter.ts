import type { Hono, MiddlewareHandler } from 'hono';
import type { Config } from '../config/config.ts';
import { printConfig } from '../config/print.ts';
import { createApp } from '../http/app.ts';
import type { Logger } from '../log.ts';
import { figuresOf, listFigures } from '../metrics/figures.ts';
import { createExposition, type ExpositionOptions } from '../metrics/page/exposition.ts';
import { createProcessMetrics } from '../metrics/process.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import { readFiguresQuery, toFiguresCsv, toFiguresJson } from '../status/figures.ts';
import { toStatusJson } from '../status/json.ts';
import { renderStatusPage } from '../status/page.ts';
import { readStatusQuery } from '../status/query.ts';
import { SCRIPT } from '../status/script.ts';
import { STYLE } from '../status/style.ts';
import type { StatusView } from '../status/view.ts';
import { adviceOf, headlineOf, INSTRUMENTS } from './collectors.ts';
import { createPolling, type Polling } from './polling.ts';
import { createReload, type ConfigSource, type Reload } from './reload.ts';

const FIGURE_NAMES = listFigures(INSTRUMENTS).map(({ name }) => name);

export interface ExporterOptions {
  readonly config: Config;
  readonly telemetryPath: string;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Where people reach the pages, when that is behind a proxy. */
  readonly externalUrl?: URL | undefined;
  /** Stands before every path; default: everybody may read. */
  readonly guard?: MiddlewareHandler;
  /** Undefined: the configuration is that of the start for good. */
  readonly reloading?: Reloading | undefined;
  /** Default: those of this process, which live as long as it does. */
  readonly processMetrics?: ExpositionOptions['processMetrics'];
}

/** How the configuration can be read anew while the exporter runs; SIGHUP always does it. */
export interface Reloading {
  readonly source: ConfigSource;
  /** Also by `POST /-/reload`. */
  readonly isByHttp: boolean;
  /** Also when a file of the configuration changes. */
  readonly isOnChange: boolean;
}

/** The exporter without a port: it lives until `runtime.stop` aborts. */
export interface Exporter {
  /** All pages. */
  readonly app: Hono;
  readonly polling: Polling;
  readonly startMs: number;
  /** Undefined where the configuration is that of the start. */
  readonly reload: Reload | undefined;
}

/** Puts the exporter together; `polling.run` makes it work. */
export async function createExporter(options: ExporterOptions): Promise<Exporter> {
  const { config, telemetryPath, runtime, log, redactor, reloading, guard } = options;
  const { clock } = runtime;
  const startMs = clock.now();
  const polling = await createPolling({ config, runtime, log, redactor, startMs });
  const { snapshot } = polling;
  const reload = reloading && createReload(reloading.source, polling, log);
  if (reload) runtime.onHangup(() => void reload());

  const view = (): StatusView => ({
    snapshot: snapshot(),
    nowMs: clock.now(),
    startMs,
    telemetryPath,
    configuration: redactor.redact(printConfig(polling.config())),
    foreignSites: polling.config().foreignSites,
    advise: (collector, outcome) => adviceOf(collector)[outcome],
    headlineOf,
    isPolledByHttp: reloading?.isByHttp ?? false,
    figuresOf: (target) => figuresOf(INSTRUMENTS, target),
    figureNames: FIGURE_NAMES,
  });
  const app = createApp({
    telemetryPath,
    metrics: createExposition({
      instruments: INSTRUMENTS,
      snapshot,
      now: clock.now,
      processMetrics: options.processMetrics ?? createProcessMetrics(),
    }),
    statusPage: (parameter) => renderStatusPage(view(), readStatusQuery(parameter)),
    statusJson: (parameter) => toStatusJson(view(), readStatusQuery(parameter)),
    figuresJson: (parameter) => toFiguresJson(view(), readFiguresQuery(parameter)),
    figuresCsv: (parameter) => toFiguresCsv(view(), readFiguresQuery(parameter)),
    inline: { style: STYLE, script: SCRIPT },
    isAlive: polling.isAlive,
    unpolled: polling.waitingFor,
    externalUrl: options.externalUrl,
    onError: (error) => log.error('a page could not be made', { error: error.message }),
    ...(guard === undefined ? {} : { guard }),
    ...(reload && reloading.isByHttp ? { reload } : {}),
    ...(reloading?.isByHttp ? { pollNow: polling.pollNow } : {}),
  });
  return { app, polling, startMs, reload };
}
