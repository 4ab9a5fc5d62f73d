import { createClock, type Clock } from '../../src/clock.ts';
import { loadConfig, readConfig } from '../../src/commands/configuration.ts';
import { createExporter } from '../../src/exporter/exporter.ts';
import { createFileAccess, createStateAccess } from '../../src/file-access.ts';
import { createLogger } from '../../src/log.ts';
import { createRedactor, Secret } from '../../src/secret.ts';
import { through, type Mount } from './mount.ts';
import { createFakeRuntime } from '../support/runtime.ts';
import { createLine, type Line, type LineOptions } from '../support/line.ts';

export interface IncarnationOptions extends Omit<LineOptions, 'now'> {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Secrets of others, as the headers of a push are. */
  readonly coincidences: readonly string[];
  /** Of files that are named, and of the state directory. */
  readonly mounts: { readonly named: Mount; readonly state: Mount };
}

/** The exporter from its start to its end, without a port of its own, so that thousands can live and die in a test. */
export interface Incarnation {
  readonly line: Line;
  /** Lines of the log. */
  readonly log: readonly string[];
  /** Whether the poll loop lives. */
  readonly isAlive: () => boolean;
  /** Rejects when the answer is an error of the exporter's own. */
  readonly page: (path: string) => Promise<string>;
  /** As SIGHUP does. */
  readonly reload: () => void;
  /** As SIGTERM does. */
  readonly stop: () => Promise<void>;
  /** As SIGKILL does: it never does anything again. */
  readonly kill: () => void;
}

/** Rejects with the problems of a bad configuration. */
export async function startIncarnation(options: IncarnationOptions): Promise<Incarnation> {
  let isDead = false;
  let isGone = false;
  const clock = createClock(options.clock.now, (ms, onOver) =>
    options.clock.startTimer(ms, () => {
      if (!isDead) onOver();
    }),
  );
  const line = createLine({ ...options, now: clock.now });
  const stop = new AbortController();
  const redactor = createRedactor();
  redactor.protect('OTLP headers', ...options.coincidences.map((text) => new Secret(text)));
  const lines: string[] = [];
  const log = createLogger({
    level: 'debug',
    format: 'logfmt',
    write: (text) => lines.push(text),
    redact: redactor.redact,
  });
  const runtime = createFakeRuntime({
    env: options.env,
    clock,
    files: through(options.mounts.named, createFileAccess(clock), () => isGone),
    stateFiles: through(options.mounts.state, createStateAccess(clock), () => isGone),
    random: options.random,
    fetch: line.fetch,
    stop: stop.signal,
  });
  const { app, polling, reload } = await createExporter({
    config: (await loadConfig(runtime)).config,
    reloading: {
      source: { load: () => readConfig(runtime), hasChanged: () => Promise.resolve(false) },
      isByHttp: false,
      isOnChange: false,
    },
    telemetryPath: '/metrics',
    runtime,
    log,
    redactor,
    processMetrics: () => '',
  });
  const ended = polling.run();
  return {
    line,
    log: lines,
    isAlive: polling.isAlive,
    async page(path) {
      const response = await app.request(path);
      if (response.status === 500) throw new Error(`${path} is an error`);
      return response.text();
    },
    reload: () => void reload?.(),
    async stop() {
      stop.abort();
      await ended;
      isGone = true;
    },
    kill() {
      isDead = true;
      isGone = true;
      line.cut();
    },
  };
}
