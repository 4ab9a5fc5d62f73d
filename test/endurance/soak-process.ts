import { setImmediate as nextTurn } from 'node:timers/promises';
import { resolveConfig } from '../../src/config/config.ts';
import { createExporter } from '../../src/exporter/exporter.ts';
import { createRedactor } from '../../src/secret.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import { createFakeRuntime } from '../support/runtime.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { NO_FILES } from '../support/files.ts';

/**
 * 10,000 polls and 10,000 scrapes in one process, in virtual time, after as many to warm up: the simulator's request log
 * and the caches are full by then. Prints, as JSON, what the process holds from then on. Run with --expose-gc.
 */

const SITES = 20;
const ROUNDS = 1000;
const SCRAPES_PER_ROUND = 20;
const ROUNDS_PER_MEASURE = 50;
const ACCEPTS = ['text/plain', 'application/openmetrics-text;version=1.0.0'];

const clock = createVirtualClock();
const simulator = createSimulator({
  now: clock.now,
  sleep: clock.sleep,
  sites: { count: SITES, countries: 20 },
});
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const problems: string[] = [];
const env = {
  WEBEX_SITES: simulator.sites.join(','),
  WEBEX_WINDOWS: '1d',
  WEBEX_POLL_INTERVAL: '1m',
  WEBEX_REQUESTS_PER_MINUTE: '100000',
  WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
};
const resolved = resolveConfig({ env, ...NO_FILES }, problems);
if (resolved === undefined) throw new Error(problems.join('\n'));

const stop = new AbortController();
const { app, polling } = await createExporter({
  config: resolved.config,
  telemetryPath: '/metrics',
  log,
  redactor: createRedactor(),
  runtime: createFakeRuntime({
    clock,
    fetch: async (input, init) =>
      simulator.app.request(input instanceof Request ? input : new URL(input).href, init),
    stop: stop.signal,
  }),
});
const running = polling.run();

let scrapes = 0;
const measured: { heapBytes: number; handles: number }[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  const faulty = simulator.sites[round % SITES] ?? '';
  if (round % 2 === 0) simulator.faults.set(faulty, { kind: 'status', status: 404, times: 1 });
  await clock.advance(60_000);
  for (let scrape = 0; scrape < SCRAPES_PER_ROUND; scrape++) {
    const accept = ACCEPTS[scrape % 2] ?? '';
    const encoding = scrape % 4 < 2 ? 'gzip' : 'identity';
    const response = await app.request('/metrics', { headers: { accept, 'accept-encoding': encoding } });
    if ((await response.arrayBuffer()).byteLength > 1000) scrapes += 1;
  }
  if (round >= ROUNDS / 2 && round % ROUNDS_PER_MEASURE === 0) measured.push(await measure());
}
stop.abort();
await clock.advance(1000);
await running;
process.stdout.write(JSON.stringify({ polls: simulator.requests.total, scrapes, measured }));

/** Some objects go only when the collector has run, their finalizers after it, and the collector again. */
async function measure(): Promise<{ heapBytes: number; handles: number }> {
  for (let pass = 0; pass < 6; pass++) {
    globalThis.gc?.();
    await nextTurn();
  }
  return { heapBytes: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length };
}

function ignore(): void {
  // What the exporter says is of no interest here.
}
