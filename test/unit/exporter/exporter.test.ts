import { describe, expect, it } from 'vitest';
import { resolveConfig, type Config } from '../../../src/config/config.ts';
import { createExporter, type Exporter } from '../../../src/exporter/exporter.ts';
import { createRedactor } from '../../../src/secret.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { createLogRecorder, type LogEntry } from '../../support/log-recorder.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { site } from '../../support/sites.ts';
import { MINUTE_MS } from '../../support/time.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import { NO_FILES } from '../../support/files.ts';

interface Started {
  readonly exporter: Exporter;
  readonly config: Config;
  readonly simulator: Simulator;
  readonly entries: readonly LogEntry[];
  readonly clock: VirtualClock;
  readonly stop: AbortController;
  readonly statusOf: (path: string) => Promise<number>;
}

/** The exporter as the program puts it together, without a port, against a simulator without one. */
async function start(): Promise<Started> {
  const clock = createVirtualClock();
  const simulator = createSimulator({ now: clock.now, sleep: clock.sleep, sites: [site] });
  const stop = new AbortController();
  const env = {
    WEBEX_SITES: site,
    WEBEX_WINDOWS: '1d',
    WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
  };
  const resolved = resolveConfig({ env, ...NO_FILES }, []);
  if (resolved === undefined) throw new Error('the configuration is bad');
  const { log, entries } = createLogRecorder();
  const exporter = await createExporter({
    config: resolved.config,
    telemetryPath: '/metrics',
    log,
    redactor: createRedactor(),
    processMetrics: () => '',
    runtime: createFakeRuntime({
      clock,
      stop: stop.signal,
      fetch: async (input, init) =>
        simulator.app.request(input instanceof Request ? input.url : new URL(input).href, init),
    }),
  });
  const statusOf = async (path: string): Promise<number> => (await exporter.app.request(path)).status;
  return { exporter, config: resolved.config, simulator, entries, clock, stop, statusOf };
}

describe('an exporter without a port', () => {
  it('is ready with the first poll, and shows the same on all its pages', async () => {
    const { exporter, clock, stop, statusOf } = await start();
    expect(await statusOf('/-/ready')).toBe(503);
    const running = exporter.polling.run();
    await clock.advance(1000);
    expect(await statusOf('/-/ready')).toBe(200);
    const metrics = await (await exporter.app.request('/metrics')).text();
    expect(metrics).toContain(
      `webex_poll_success{collector="meetings",account="default",site="${site}",window="1d"} 1`,
    );
    expect(metrics).toContain('webex_poll_interval_seconds');
    expect(metrics).toContain('webex_api_budget_requests_per_minute{account="default"} 60');
    expect(await (await exporter.app.request('/')).text()).toContain(site);
    stop.abort();
    await running;
  });

  it('is healthy while its loop looks for due polls, and not when it has not for a minute', async () => {
    const { exporter, clock, stop, statusOf } = await start();
    const running = exporter.polling.run();
    await clock.advance(10 * MINUTE_MS);
    expect(await statusOf('/-/healthy')).toBe(200);
    // Nothing ends the loop but the program's end: that stands for whatever else might.
    stop.abort();
    await running;
    await clock.advance(MINUTE_MS - 2000);
    expect(await statusOf('/-/healthy')).toBe(200);
    await clock.advance(2000);
    expect(await statusOf('/-/healthy')).toBe(503);
  });

  it('says a failure again that goes on after a reload', async () => {
    const { exporter, config, simulator, entries, clock, stop } = await start();
    const failures = (): number => entries.filter(({ message }) => message === 'poll failed').length;
    simulator.faults.set(site, { kind: 'status', status: 404 });
    const running = exporter.polling.run();
    await clock.advance(180 * MINUTE_MS);
    expect(simulator.requests.log.length).toBeGreaterThan(1);
    expect(failures()).toBe(1);
    await exporter.polling.apply(config);
    await clock.advance(180 * MINUTE_MS);
    expect(failures()).toBe(2);
    stop.abort();
    await running;
  });
});
