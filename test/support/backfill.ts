import { createClock } from '../../src/clock.ts';
import { runProgram, type ExitCode } from '../../src/program.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import { createFakeRuntime } from './runtime.ts';

/** How a run in this process ended, and what it said. */
export interface Ended {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** What the run takes for the present, ms since the epoch; it goes on from there. Default: the simulator's. */
  readonly nowMs?: number;
  /** Added to those that let the run reach the simulator, which has no port. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly isTerminal?: boolean;
}

/** Runs `webex-exporter backfill ARGS` in this process against a simulator. */
export async function runBackfill(
  simulator: Simulator,
  args: readonly string[],
  { nowMs = simulator.clock.nowMs(), env = {}, signal, isTerminal = false }: RunOptions = {},
): Promise<Ended> {
  const startMs = Date.now();
  // Ends the timers of a suspended account with the run.
  const end = new AbortController();
  let stdout = '';
  let stderr = '';
  try {
    const code = await runProgram(
      createFakeRuntime({
        args: ['backfill', ...args],
        env: { ...simulatedAccount(simulator), ...env },
        clock: createClock(() => nowMs + Date.now() - startMs),
        fetch: async (input, init) =>
          simulator.app.request(input instanceof Request ? input.url : String(input), init),
        stdout: (text) => (stdout += text),
        stderr: (text) => (stderr += text),
        isTerminal,
        stop: signal ? AbortSignal.any([signal, end.signal]) : end.signal,
      }),
    );
    return { code, stdout, stderr };
  } finally {
    end.abort();
  }
}

/** The environment of a backfill of all of the simulator's sites, as fast as it goes. */
export function simulatedAccount(
  { sites }: Pick<Simulator, 'sites'>,
  url = 'http://127.0.0.1',
): Readonly<Record<string, string>> {
  return {
    WEBEX_SITES: sites.join(','),
    WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
    WEBEX_ANALYTICS_URL: url,
    WEBEX_REQUESTS_PER_MINUTE: '100000',
  };
}

/** How often the run's questions were asked so far: `site from..to`. */
export function askedTimes({ requests }: Pick<Simulator, 'requests'>): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { siteUrl, from, to } of requests.log) {
    const question = `${siteUrl} ${from}..${to}`;
    times.set(question, (times.get(question) ?? 0) + 1);
  }
  return times;
}
