import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/clock.ts';
import { resolveConfig, type Config } from '../../../src/config/config.ts';
import { createExporter, type Exporter } from '../../../src/exporter/exporter.ts';
import { createRedactor } from '../../../src/secret.ts';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createFolder } from '../../support/folder.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { createSettledClock } from '../../support/settled-clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../support/time.ts';
import { NO_FILES } from '../../support/files.ts';

const SITES = ['acme.webex.com', 'acme-eu.webex.com', 'acme-apac.webex.com'];

/** Of each number of shards; each takes a second or so. */
const RUNS = 4;

type Settings = Readonly<Record<string, string>>;

/** One process of a shard. */
interface Process {
  readonly exporter: Exporter;
  /** As SIGTERM does. */
  readonly stop: () => Promise<void>;
  /** As SIGKILL does: nothing of it goes on. */
  readonly kill: () => Promise<void>;
}

/** Exporters of one account in virtual time, one for each shard, each with a state directory that outlives it. */
function createFleet(shards: number) {
  const clock = createSettledClock(() => false);
  const startMs = clock.now();
  const simulator = createSimulator({ now: clock.now, sleep: clock.sleep, sites: SITES });
  const folders = Array.from({ length: shards }, createFolder);
  /** When questions about live meetings left, in ms from the start. */
  const left: number[] = [];
  const processes = new Map<number, Process>();

  function toConfig(index: number, settings: Settings): Config {
    const problems: string[] = [];
    const env = {
      WEBEX_SITES: SITES.join(','),
      WEBEX_WINDOWS: '1d',
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_STATE_DIR: folders[index],
      ...settings,
    };
    const resolved = resolveConfig({ env, ...NO_FILES }, problems, {
      shard: { index, count: shards },
    });
    if (resolved === undefined) throw new Error(problems.join('\n'));
    return resolved.config;
  }

  async function create(index: number, settings: Settings): Promise<Process> {
    let isKilled = false;
    const ifAlive = async <T>(work: Promise<T>): Promise<T> => {
      const [result] = await Promise.allSettled([work]);
      return isKilled
        ? new Promise<never>(() => undefined)
        : result.status === 'fulfilled'
          ? result.value
          : work;
    };
    const ownClock = createClock(clock.now, (ms, onOver) =>
      clock.startTimer(ms, () => {
        if (!isKilled) onOver();
      }),
    );
    const stop = new AbortController();
    const exporter = await createExporter({
      config: toConfig(index, settings),
      telemetryPath: '/metrics',
      log: createLogRecorder().log,
      redactor: createRedactor(),
      processMetrics: () => '',
      runtime: createFakeRuntime({
        clock: ownClock,
        stop: stop.signal,
        async fetch(input, init) {
          if (isKilled) return new Promise<never>(() => undefined);
          const url = new URL(input instanceof Request ? input.url : input);
          if (url.pathname.includes('livemonitoring')) left.push(clock.now() - startMs);
          return ifAlive(answer(url, init));
        },
      }),
    });
    const ended = exporter.polling.run();
    return {
      exporter,
      async stop() {
        stop.abort();
        await ended;
      },
      async kill() {
        isKilled = true;
        // What it was writing belongs to it, not to a time when the next one runs.
        await clock.advance(0);
      },
    };
  }

  /** The simulator's answer, or the end of the wait for it. */
  async function answer(url: URL, init: RequestInit = {}): Promise<Response> {
    const { signal } = init;
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as unknown), { once: true });
    });
    try {
      return await Promise.race([simulator.app.request(url.href, init), aborted]);
    } catch (error) {
      throw new TypeError('fetch failed', { cause: error });
    }
  }

  return {
    clock,
    simulator,
    left,
    async start(index: number, settings: Settings) {
      processes.set(index, await create(index, settings));
    },
    exporterOf: (index: number) => processes.get(index)?.exporter,
    stop: async (index: number) => processes.get(index)?.stop(),
    kill: async (index: number) => processes.get(index)?.kill(),
    async reload(index: number, settings: Settings) {
      await processes.get(index)?.exporter.polling.apply(toConfig(index, settings));
    },
    async end() {
      for (const process of processes.values()) await process.stop();
    },
  };
}

function leastGapMs(left: readonly number[]): number {
  return Math.min(Infinity, ...left.slice(1).map((atMs, index) => atMs - (left[index] ?? 0)));
}

const settings = fc.record({
  WEBEX_LIVE: fc.constantFrom('off', 'account', 'site'),
  // Another budget makes a new connection, with a gate of its own.
  WEBEX_REQUESTS_PER_MINUTE: fc.constantFrom('30', '60'),
});

const faults = fc.constantFrom<Fault | undefined>(
  undefined,
  { kind: 'status', status: 401 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 429, retryAfter: '5' },
  { kind: 'status', status: 503, retryAfter: '2' },
  { kind: 'hang' },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'delay', delayMs: 20_000 },
);

const events = fc.oneof(
  fc.record({ kind: fc.constant('reload' as const), settings }),
  fc.record({ kind: fc.constant('restart' as const), settings, isKill: fc.boolean() }),
  fc.record({ kind: fc.constant('fault' as const), fault: faults }),
  fc.record({ kind: fc.constant('poll' as const) }),
);

const steps = fc.record({
  event: events,
  thenMs: fc.integer({ min: 0, max: 100 }).map((s) => s * SECOND_MS),
});

type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

async function runCourse(
  shards: number,
  first: Settings,
  course: readonly Step[],
): Promise<{ readonly all: readonly number[]; readonly atEnd: number }> {
  const fleet = createFleet(shards);
  const { clock, simulator, left } = fleet;
  const indices = Array.from({ length: shards }, (_, index) => index);
  for (const index of indices) await fleet.start(index, first);
  for (const { event, thenMs } of course) {
    if (event.kind === 'fault' && event.fault) simulator.faults.set('live', event.fault);
    if (event.kind === 'fault' && !event.fault) simulator.faults.clear('live');
    for (const index of indices) await happen(fleet, index, event);
    await clock.advance(thenMs);
  }
  simulator.faults.clear('live');
  for (const index of indices) await fleet.reload(index, { WEBEX_LIVE: 'site' });
  await clock.advance(2 * MINUTE_MS);
  const before = left.length;
  await clock.advance(4 * MINUTE_MS);
  await fleet.end();
  return { all: left, atEnd: left.length - before };
}

/** What happens to one process of the fleet. */
async function happen(
  fleet: ReturnType<typeof createFleet>,
  index: number,
  event: Step['event'],
): Promise<void> {
  if (event.kind === 'reload') await fleet.reload(index, event.settings);
  if (event.kind === 'poll') fleet.exporterOf(index)?.polling.pollNow({ site: SITES[0] ?? '' });
  if (event.kind !== 'restart') return;
  if (event.isKill) await fleet.kill(index);
  else await fleet.stop(index);
  await fleet.start(index, event.settings);
}

describe('questions about live meetings', () => {
  it.each([1, 2, 3])(
    'leave a minute apart over failures, reloads, restarts, kills and %i shards, and never cease',
    async (shards) => {
      await fc.assert(
        fc.asyncProperty(settings, fc.array(steps, { minLength: 3, maxLength: 8 }), async (first, course) => {
          const left = await runCourse(shards, first, course);
          expect(leastGapMs(left.all)).toBeGreaterThanOrEqual(MINUTE_MS);
          // Of the last four minutes, in which nothing is wrong.
          expect(left.atEnd).toBeGreaterThanOrEqual(3);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    },
  );

  it('wait for the minute of a process that was killed while it asked', async () => {
    const fleet = createFleet(1);
    const { clock, simulator, left } = fleet;
    simulator.faults.set('live', { kind: 'hang' });
    await fleet.start(0, { WEBEX_LIVE: 'account' });
    await clock.advance(10 * SECOND_MS);
    await fleet.kill(0);
    simulator.faults.clear('live');
    await fleet.start(0, { WEBEX_LIVE: 'account' });
    await clock.advance(MINUTE_MS);
    await fleet.end();
    expect(left).toEqual([0, MINUTE_MS + 5 * SECOND_MS]);
  });

  it('go round the sites in turn', async () => {
    const fleet = createFleet(1);
    const { clock, simulator } = fleet;
    await fleet.start(0, { WEBEX_LIVE: 'site' });
    await clock.advance(30 * MINUTE_MS);
    await fleet.end();
    const asked = simulator.requests.log
      .filter(({ endpoint }) => endpoint === 'live_monitoring')
      .map(({ siteUrl }) => siteUrl);
    expect(asked.length).toBeGreaterThanOrEqual(29);
    for (let index = 0; index + 3 <= asked.length; index += 3)
      expect(new Set(asked.slice(index, index + 3)).size).toBe(3);
  });
});
