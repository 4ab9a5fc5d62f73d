import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import { compiled, startChild, type Child } from './child.ts';
import { scrape } from './client.ts';
import { median } from './median.ts';
import { SERIES_PER_SITE, simulateSites } from './sites.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';

/** The built program as users run it, against a simulated Webex in a process of its own. */
export interface ProgramResult {
  readonly series: number;
  /** From the start of the process until the first figure is on the page, and until all are. */
  readonly firstFiguresMs: number;
  readonly allFiguresMs: number;
  readonly pollsPerSecond: number;
  /** Resident, after scrapes with gzip. */
  readonly rssMiB: number;
}

/** The longest turns of the event loop, in CPU time of the main thread. */
export interface Turns {
  readonly series: number;
  /** While everything is polled for the first time and scraped. */
  readonly startMs: number;
  /** Later, while everything is polled every `BUSY_INTERVAL` and scraped. */
  readonly laterMs: number;
}

const BUSY_INTERVAL = '10s';
const BUSY_MS = 15_000;
const SCRAPE_EVERY_MS = 250;
const SCRAPES_BEFORE_RSS = 10;
const ASK_EVERY_MS = 10;

export async function measureProgram(series: number, rounds: number): Promise<ProgramResult> {
  const sites = Math.round(series / SERIES_PER_SITE);
  const webex = await startChild({ program: compiled('webex'), args: [String(sites)] });
  // The simulator makes a day's figures when it is first asked for them.
  await (await startProgram(webex, sites, '1h')).child.stop();
  const starts: Started[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = await startProgram(webex, sites, '1h');
    starts.push(started);
    for (let count = 0; count < SCRAPES_BEFORE_RSS; count++) {
      await scrape(started.child.url, 'gzip');
      await sleep(SCRAPE_EVERY_MS);
    }
    memory.push((await started.child.cost()).rssMiB);
    await started.child.stop();
  }
  await webex.stop();
  return {
    series,
    firstFiguresMs: median(starts.map(({ firstFiguresMs }) => firstFiguresMs)),
    allFiguresMs: median(starts.map(({ allFiguresMs }) => allFiguresMs)),
    pollsPerSecond: median(
      starts.map(({ listeningMs, allFiguresMs }) => (1000 * sites) / (allFiguresMs - listeningMs)),
    ),
    rssMiB: median(memory),
  };
}

interface Started {
  readonly child: Child;
  readonly listeningMs: number;
  readonly firstFiguresMs: number;
  readonly allFiguresMs: number;
}

async function startProgram(webex: Child, sites: number, interval: string): Promise<Started> {
  const startMs = performance.now();
  const child = await startListening(webex, sites, interval);
  const listeningMs = performance.now() - startMs;
  while (!(await (await fetch(`${child.url}/metrics`)).text()).includes('\nwebex_meetings{'))
    await sleep(ASK_EVERY_MS);
  const firstFiguresMs = performance.now() - startMs;
  while ((await fetch(`${child.url}/-/ready`)).status !== 200) await sleep(ASK_EVERY_MS);
  return { child, listeningMs, firstFiguresMs, allFiguresMs: performance.now() - startMs };
}

async function startListening(webex: Child, sites: number, interval: string): Promise<Child> {
  const simulated = createSimulator({ now: Date.now, sites: simulateSites(sites) });
  return startChild({
    program: new URL('../../dist/main.js', import.meta.url),
    args: ['--web.listen-address=127.0.0.1:0'],
    env: {
      WEBEX_SITES: simulated.sites.join(','),
      WEBEX_WINDOWS: '7d',
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: webex.url,
      WEBEX_POLL_INTERVAL: interval,
      WEBEX_REQUESTS_PER_MINUTE: '100000',
    },
  });
}

export async function measureTurns(series: number, rounds: number): Promise<Turns> {
  const sites = Math.round(series / SERIES_PER_SITE);
  const webex = await startChild({ program: compiled('webex'), args: [String(sites)] });
  const turns: { startMs: number; laterMs: number }[] = [];
  for (let round = 0; round < rounds; round++) turns.push(await measureTurnsOnce(webex, sites));
  await webex.stop();
  return {
    series,
    startMs: median(turns.map(({ startMs }) => startMs)),
    laterMs: median(turns.map(({ laterMs }) => laterMs)),
  };
}

async function measureTurnsOnce(webex: Child, sites: number): Promise<{ startMs: number; laterMs: number }> {
  const child = await startListening(webex, sites, BUSY_INTERVAL);
  await child.watch();
  const scrapeUntil = async (isOver: () => Promise<boolean> | boolean): Promise<number> => {
    while (!(await isOver())) {
      await scrape(child.url, 'gzip');
      await sleep(SCRAPE_EVERY_MS);
    }
    return (await child.cost()).longestTurnMs;
  };
  const startMs = await scrapeUntil(async () => (await fetch(`${child.url}/-/ready`)).status === 200);
  await child.watch();
  const endMs = performance.now() + BUSY_MS;
  const laterMs = await scrapeUntil(() => performance.now() > endMs);
  await child.stop();
  return { startMs, laterMs };
}

/** Resident memory of a Node server that does nothing. */
export async function measureBareMiB(): Promise<number> {
  const child = await startChild({ program: compiled('bare') });
  for (let count = 0; count < SCRAPES_BEFORE_RSS; count++) await scrape(child.url, 'gzip');
  const { rssMiB } = await child.cost();
  await child.stop();
  return rssMiB;
}

/** CPU milliseconds of one poll without its network: decoding, summarising and rendering `SERIES_PER_SITE` series. */
export interface PollCost {
  /** What else uses the processor's caches can only add to it. */
  readonly fastestMs: number;
  readonly medianMs: number;
}

/** A measurement takes a quarter of a second, and what else runs comes in bursts as long. */
const TIMES_A_ROUND = 5;

export async function measurePollCost(series: number, rounds: number): Promise<PollCost> {
  const program = fileURLToPath(compiled('poll-cost'));
  const sites = Math.round(series / SERIES_PER_SITE);
  const args = [program, String(sites), String(rounds * TIMES_A_ROUND)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const costs = stdout.trim().split('\n').map(Number);
  return { fastestMs: Math.min(...costs), medianMs: median(costs) };
}
