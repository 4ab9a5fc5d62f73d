import { setTimeout as sleep } from 'node:timers/promises';
import { compiled, startChild, type Child } from './child.ts';
import { scrape, type Encoding } from './client.ts';
import { median } from './median.ts';
import { SERIES_PER_SITE } from './sites.ts';

/** Who serves the page. */
export type Way = 'static' | 'exporter' | 'prom-client' | 'opentelemetry';

/** What happened since the scrape before. */
export type Change = 'nothing' | 'a minute' | 'polls' | 'one site' | 'all sites';

interface Case {
  readonly way: Way;
  readonly change: Change;
  readonly encoding: Encoding;
}

/** Medians over the rounds. */
export interface ScrapeResult extends Case {
  readonly series: number;
  readonly ms: number;
  readonly cpuMs: number;
  readonly bytes: number;
  /** The same, as ratios within each round, to what the others take for a scrape after the same time. */
  readonly timeByStatic: number;
  readonly cpuByStatic: number;
  readonly promClientCpuByThis: number;
}

const ENCODINGS: readonly Encoding[] = ['gzip', 'identity'];
const ORDERS: { readonly [change in Change]?: string } = {
  polls: 'poll',
  'one site': 'change one',
  'all sites': 'change all',
};
const WAYS: readonly Way[] = ['static', 'exporter', 'prom-client', 'opentelemetry'];

/**
 * Peers render everything at each scrape, so that only time makes a difference: code that has not run for a while is slower.
 * OpenTelemetry takes seconds for a page, and is there to compare with, not to be measured by.
 */
const CHANGES_OF: Readonly<Record<Way, readonly Change[]>> = {
  static: ['nothing', 'a minute'],
  exporter: ['nothing', 'a minute', 'polls', 'one site', 'all sites'],
  'prom-client': ['nothing', 'a minute'],
  opentelemetry: ['nothing'],
};

const CASES: readonly Case[] = ENCODINGS.flatMap((encoding) =>
  WAYS.flatMap((way) => CHANGES_OF[way].map((change) => ({ way, change, encoding }))),
);

/** Scrapes of an unchanged page follow each other: so many at least, but no longer than this. */
const BATCH_SCRAPES = 200;
const MAX_BATCH_MS = 4000;

interface Effort {
  /** How long a batch of an unchanged page is at least, so that what is made once a second takes its share. */
  readonly batchMs: number;
  /** How many scrapes after changes; they are apart from each other, as a scraper's are. */
  readonly changes: number;
}

const EFFORT: Effort = { batchMs: 1000, changes: 10 };

/** V8 collects all garbage once in some thirty changes of one site, which takes as much as eight of them: no less holds one. */
const EFFORT_OF_ONE_SITE: Effort = { ...EFFORT, changes: 40 };

/** Before the first round: code that has run for hours is compiled, that of those who render everything after a few scrapes. */
const WARM_UP: Effort = { batchMs: MAX_BATCH_MS, changes: 60 };

const PAUSE_MS = 50;

interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
  readonly bytes: number;
}

/** Scrapes every way of serving so many series, in turn, each served by a process of its own. */
export async function measureScrapes(series: number, rounds: number): Promise<readonly ScrapeResult[]> {
  const sites = String(Math.round(series / SERIES_PER_SITE));
  const children = new Map<Way, Child>();
  for (const way of WAYS) {
    children.set(way, await startChild({ program: compiled('scrape-server'), args: [way, sites] }));
  }
  const samples = CASES.map((): Sample[] => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, known] of CASES.entries()) {
      const child = children.get(known.way);
      if (!child) continue;
      const isCold = round === 0 && (known.way === 'exporter' || known.way === 'static');
      const effort = known.change === 'one site' ? EFFORT_OF_ONE_SITE : EFFORT;
      const sample = await measure(child, known, isCold ? WARM_UP : effort);
      if (round > 0) samples[index]?.push(sample);
    }
  }
  for (const child of children.values()) await child.stop();

  const samplesOf = (way: Way, { change, encoding }: Case): readonly Sample[] => {
    const time = change === 'nothing' ? 'nothing' : 'a minute';
    const index = CASES.findIndex(
      (known) => known.way === way && known.encoding === encoding && known.change === time,
    );
    return samples[index] ?? [];
  };
  return CASES.map((known, index) => {
    const own = samples[index] ?? [];
    const floor = samplesOf('static', known);
    const promClient = samplesOf('prom-client', known);
    const ratios = (read: (own: Sample, round: number) => number): number => median(own.map(read));
    return {
      ...known,
      series,
      ms: median(own.map(({ ms }) => ms)),
      cpuMs: median(own.map(({ cpuMs }) => cpuMs)),
      bytes: median(own.map(({ bytes }) => bytes)),
      timeByStatic: ratios(({ ms }, round) => ms / (floor[round]?.ms ?? NaN)),
      cpuByStatic: ratios(({ cpuMs }, round) => cpuMs / (floor[round]?.cpuMs ?? NaN)),
      promClientCpuByThis: ratios(({ cpuMs }, round) => (promClient[round]?.cpuMs ?? NaN) / cpuMs),
    };
  });
}

async function measure(
  child: Child,
  { way, change, encoding }: Case,
  { batchMs, changes }: Effort,
): Promise<Sample> {
  const times: number[] = [];
  let bytes = 0;
  let cpuMs = 0;
  const scrapeOnce = async (): Promise<void> => {
    const scraped = await scrape(child.url, encoding);
    times.push(scraped.ms);
    ({ bytes } = scraped);
  };
  if (change === 'nothing') {
    // What changes before this cost is not meant, nor the garbage that they left.
    const settledMs = performance.now() + (CHANGES_OF[way].includes('all sites') ? batchMs : 0);
    do await scrape(child.url, encoding);
    while (performance.now() < settledMs);
    const before = await child.cost();
    const startMs = performance.now();
    const isOver = (): boolean => {
      const ms = performance.now() - startMs;
      return ms >= MAX_BATCH_MS || (ms >= batchMs && times.length >= BATCH_SCRAPES);
    };
    do await scrapeOnce();
    while (!isOver());
    ({ cpuMs } = await child.cost());
    cpuMs -= before.cpuMs;
  } else {
    await child.order('age');
    const order = ORDERS[change];
    // What is told to the child costs it as much as a scrape, and is not meant.
    let toldMs = 0;
    const before = await child.cost();
    for (let count = 0; count < changes; count++) {
      await sleep(PAUSE_MS);
      if (order !== undefined) {
        const untold = await child.cost();
        await child.order(order);
        toldMs += (await child.cost()).cpuMs - untold.cpuMs;
      }
      await scrapeOnce();
    }
    cpuMs = (await child.cost()).cpuMs - before.cpuMs - toldMs;
    await child.order('age');
  }
  return { ms: median(times), cpuMs: cpuMs / times.length, bytes };
}
