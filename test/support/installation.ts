import type { FetchAnswer, FetchRequest } from '../../src/fetch.ts';
import { runProgram, type ExitCode } from '../../src/program.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { listenSimulator } from '../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS, type TokenSettings } from '../../src/simulator/endpoints/tokens.ts';
import { parseExposition, type Page, type Sample } from './exposition-parser.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { createLine, type Asked } from './line.ts';
import { programFetch } from './program-fetch.ts';
import { createFakeRuntime } from './runtime.ts';
import { createSettledClock } from './settled-clock.ts';
import { HOUR_MS } from './time.ts';
import { otherSite, site } from './sites.ts';

/** The simulator's OAuth Integration instead of its ready token. */
export const OAUTH = {
  WEBEX_ACCESS_TOKEN: undefined,
  WEBEX_CLIENT_ID: SIMULATOR_CREDENTIALS.clientId,
  WEBEX_CLIENT_SECRET: SIMULATOR_CREDENTIALS.clientSecret,
  WEBEX_REFRESH_TOKEN: SIMULATOR_CREDENTIALS.refreshToken,
};

export interface InstallationOptions {
  /** Besides the simulator's URL, its token and the two sites, asked for one day every ten minutes. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  readonly tokens?: Partial<TokenSettings>;
  /** What the clock says at the start. Default: an afternoon. */
  readonly startMs?: number;
  /** Sets up the simulator before the first poll. */
  readonly prepare?: (simulator: Simulator) => void;
  /** Told of each request as it leaves. */
  readonly onAsk?: (asked: Asked) => void;
  /** Answers requests to any host but the simulator's own. By default they never arrive. */
  readonly elsewhere?: (url: URL, request: FetchRequest, webex: Webex) => Promise<FetchAnswer>;
}

/** The simulator, and where it listens. */
export interface Webex {
  readonly simulator: Simulator;
  readonly webexUrl: string;
}

/** A line of the log, as its fields. */
export type LogLine = Readonly<Record<string, string | number | boolean>>;

/** The program in this process, in virtual time, and a Webex behind a real HTTP server. */
export interface Installation extends Webex, AsyncDisposable {
  readonly clock: VirtualClock;
  /** Everything that left, of all starts. */
  readonly asked: readonly Asked[];
  readonly log: readonly LogLine[];
  /** All that was written to stdout and stderr. */
  readonly output: readonly string[];
  /** Starts the program, which begins to poll at once. Rejects with the output when it does not listen. */
  readonly start: (env?: Readonly<Record<string, string | undefined>>) => Promise<void>;
  /** As SIGTERM does. */
  readonly stop: () => Promise<ExitCode>;
  /** Lets time pass until the first poll of the site has ended, and gives its outcome. */
  readonly firstOutcome: (site: string) => Promise<string>;
  /** Lets time pass until one more has. */
  readonly nextOutcome: (site: string) => Promise<string>;
  readonly page: () => Promise<Page>;
  readonly text: (path: string) => Promise<string>;
  /** Status and text of the answer to a POST. */
  readonly post: (path: string) => Promise<readonly [status: number, text: string]>;
}

const NO_POLL_FOR_MS = 3 * HOUR_MS;
const STEP_MS = 500;

/** Installs the program and starts it. */
export async function createInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const { elsewhere = () => Promise.reject(new TypeError('fetch failed')) } = options;
  const clock = createSettledClock(() => line.open !== simulator.requests.inFlight, options.startMs);
  const simulator = createSimulator({
    now: clock.now,
    sleep: clock.sleep,
    ...(options.tokens === undefined ? {} : { tokens: options.tokens }),
  });
  options.prepare?.(simulator);
  const webex = await listenSimulator(simulator);
  const line = createLine({
    now: clock.now,
    ...(options.onAsk === undefined ? {} : { onAsk: options.onAsk }),
    carry: (url, request) =>
      url.origin === webex.url
        ? withTime(programFetch(url, request), clock)
        : elsewhere(url, request, { simulator, webexUrl: webex.url }),
  });
  const log: LogLine[] = [];
  const output: string[] = [];
  let program:
    { readonly stop: AbortController; readonly ended: Promise<ExitCode>; readonly url: string } | undefined;

  async function start(env = options.env): Promise<void> {
    const stop = new AbortController();
    const random = createRandom(1);
    let listening: (address: string) => void = () => undefined;
    const address = new Promise<string>((resolve) => (listening = resolve));
    const ended = runProgram(
      createFakeRuntime({
        args: [
          '--web.listen-address=127.0.0.1:0',
          '--log.format=json',
          '--log.level=debug',
          ...(options.args ?? []),
        ],
        env: {
          WEBEX_SITES: `${site},${otherSite}`,
          WEBEX_WINDOWS: '1d',
          WEBEX_POLL_INTERVAL: '10m',
          WEBEX_ANALYTICS_URL: webex.url,
          WEBEX_API_URL: webex.url,
          WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
          ...env,
        },
        clock,
        random: () => random.unit(),
        fetch: line.fetch,
        stdout: (text) => output.push(text),
        stderr(text) {
          output.push(text);
          if (!text.startsWith('{')) return;
          const line = parseLine(text);
          log.push(line);
          if (line['msg'] === 'listening') listening(String(line['address']));
        },
        stop: stop.signal,
      }),
    );
    const place = await Promise.race([address, ended.then(() => undefined)]);
    if (place === undefined) throw new Error(`the program ended:\n${output.join('')}`);
    program = { stop, ended, url: `http://${place}` };
  }

  async function stop(): Promise<ExitCode> {
    if (program === undefined) return 0;
    const { ended } = program;
    program.stop.abort();
    program = undefined;
    return ended;
  }

  async function text(path: string): Promise<string> {
    const response = await fetch(`${program?.url ?? ''}${path}`);
    return response.text();
  }

  const endedPolls = (of: string): LogLine[] =>
    log.filter((line) => line['msg'] === 'poll ended' && line['site'] === of);

  async function outcomeOf(of: string, index: number): Promise<string> {
    for (let passedMs = 0; passedMs < NO_POLL_FOR_MS; passedMs += STEP_MS) {
      await clock.advance(STEP_MS);
      const ended = endedPolls(of)[index];
      if (ended) return String(ended['outcome']);
    }
    throw new Error(`no poll of ${of} for ${NO_POLL_FOR_MS / HOUR_MS} h`);
  }

  await start().catch(async (error: unknown) => {
    await webex.close();
    throw error;
  });
  return {
    clock,
    simulator,
    webexUrl: webex.url,
    asked: line.asked,
    log,
    output,
    start,
    stop,
    firstOutcome: (of) => outcomeOf(of, 0),
    nextOutcome: (of) => outcomeOf(of, endedPolls(of).length),
    page: async () => parseExposition(await text('/metrics')),
    text,
    async post(path) {
      const response = await fetch(`${program?.url ?? ''}${path}`, { method: 'POST' });
      return [response.status, await response.text()];
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await webex.close();
    },
  };
}

/** As from a Webex whose clock is the program's. */
async function withTime(answer: Promise<FetchAnswer>, { now }: VirtualClock): Promise<FetchAnswer> {
  const { body, status, headers } = await answer;
  const date = new Date(now()).toUTCString();
  return { status, headers: { get: (name) => (name === 'date' ? date : headers.get(name)) }, body };
}

/** The value of the one series of that name and those labels, among others; undefined when there is none. */
export function valueOf(
  page: Page,
  name: string,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  return samplesOf(page, name, labels)[0]?.value;
}

export function samplesOf(
  page: Page,
  name: string,
  labels: Readonly<Record<string, string>>,
): readonly Sample[] {
  const samples = page.get(name)?.samples ?? [];
  return samples.filter((sample) =>
    Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
}

function parseLine(text: string): LogLine {
  const fields: unknown = JSON.parse(text);
  if (typeof fields !== 'object' || fields === null) throw new TypeError(`no log line: ${text}`);
  const entries = Object.entries(fields).map(([key, value]: [string, unknown]) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      throw new TypeError(`no plain value of ${key}: ${text}`);
    return [key, value] as const;
  });
  return Object.fromEntries(entries);
}
