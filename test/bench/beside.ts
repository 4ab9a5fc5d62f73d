import { createSimulator } from '../../src/simulator/simulator.ts';
import { listenSimulator } from '../../src/simulator/server.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import { WORST_BODIES } from '../support/worst-bodies.ts';
import { compiled, startChild, type Child } from './child.ts';
import { scrape } from './client.ts';
import { SERIES_PER_SITE, simulateSites } from './sites.ts';

/** What somebody waited for beside something else that the program was doing. */
export interface Beside {
  readonly what: string;
  readonly answers: number;
  /** How many of them came within `limitMs`. */
  readonly inTime: number;
  readonly limitMs: number;
  readonly longestMs: number;
  /** CPU time of the longest turn of the event loop: what of the longest wait is the program's own. */
  readonly longestTurnMs: number;
  readonly rssMiB: number;
}

const WINDOWS = '1d,7d,28d';
const HEALTH_LIMIT_MS = 100;

/** A page is promised after 200 ms; the rest is for its bytes. */
const SCRAPE_LIMIT_MS = 400;

/** Health checks while each of the worst bodies comes 12 times, with the heap of a small container. */
export async function measureHealth(kinds = WORST_BODIES.length): Promise<Beside[]> {
  const results: Beside[] = [];
  for (const [what, body] of WORST_BODIES.slice(0, kinds)) {
    const simulator = createSimulator({
      now: Date.now,
      sites: ['one', 'two', 'three', 'four'].map((name) => `${name}.webex.com`),
    });
    simulator.faults.set('all', { kind: 'raw', body });
    const webex = await listenSimulator(simulator);
    const child = await startProgram(webex.url, simulator.sites, ['--max-old-space-size=160']);
    results.push(await measure(`health, ${what}`, HEALTH_LIMIT_MS, child, askHealth));
    await child.stop();
    await webex.close();
  }
  return results;
}

/** Scrapes while so many windows are polled for the first time. */
export async function measureLanding(windows: number): Promise<Beside> {
  const sites = Math.round(windows / WINDOWS.split(',').length);
  const webex = await startChild({ program: compiled('webex'), args: [String(sites)] });
  const names = createSimulator({ now: Date.now, sites: simulateSites(sites) }).sites;
  const child = await startProgram(webex.url, names);
  // Before the first page there is none that could be given again.
  await scrape(child.url, 'gzip');
  const what = `scrape, ${windows} windows of ${SERIES_PER_SITE} series land`;
  const result = await measure(
    what,
    SCRAPE_LIMIT_MS,
    child,
    async () => (await scrape(child.url, 'gzip')).ms,
  );
  await child.stop();
  await webex.stop();
  return result;
}

function startProgram(
  webexUrl: string,
  sites: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<Child> {
  return startChild({
    program: new URL('../../dist/main.js', import.meta.url),
    nodeArgs,
    args: ['--web.listen-address=127.0.0.1:0'],
    env: {
      WEBEX_SITES: sites.join(','),
      WEBEX_WINDOWS: WINDOWS,
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: webexUrl,
      WEBEX_REQUESTS_PER_MINUTE: '100000',
    },
  });
}

/** Waits again and again until everything was polled once. */
async function measure(
  what: string,
  limitMs: number,
  child: Child,
  waitMs: (child: Child) => Promise<number>,
): Promise<Beside> {
  await child.watch();
  const waits: number[] = [];
  while ((await fetch(`${child.url}/-/ready`)).status !== 200) waits.push(await waitMs(child));
  const { longestTurnMs, rssMiB } = await child.cost();
  return {
    what,
    answers: waits.length,
    inTime: waits.filter((ms) => ms <= limitMs).length,
    limitMs,
    longestMs: Math.max(...waits),
    longestTurnMs,
    rssMiB,
  };
}

async function askHealth({ url }: Child): Promise<number> {
  const startMs = performance.now();
  await (await fetch(`${url}/-/healthy`)).text();
  return performance.now() - startMs;
}
