import { compiled, startChild, type Child } from './child.ts';
import { scrape, type Encoding } from './client.ts';
import { median } from './median.ts';
import { SERIES_PER_SITE } from './sites.ts';

/** Who serves the page. */
export type Way = 'static' | 'exporter' | 'prom-client' | 'opentelemetry';

/** What happened since the scrape before. */
export type Change = 'nothing' | 'a second' | 'one site' | 'all sites';

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
  /** The same, as ratios within each round. */
  readonly timeByStatic: number;
  readonly cpuByStatic: number;
  readonly promClientCpuByThis: number;
}

const ENCODINGS: readonly Encoding[] = ['gzip', 'identity'];
const WAYS: readonly Way[] = ['static', 'exporter', 'prom-client', 'opentelemetry'];
const CHANGES: readonly Change[] = ['nothing', 'a second', 'one site', 'all sites'];
const ORDERS = { 'a second': 'age', 'one site': 'change one', 'all sites': 'change all' } as const;

/** Peers render everything at each scrape, so only the exporter knows a difference. */
const CASES: readonly Case[] = ENCODINGS.flatMap((encoding) =>
  WAYS.flatMap((way) =>
    (way === 'exporter' ? CHANGES : (['nothing'] as const)).map((change) => ({ way, change, encoding })),
  ),
);

/** Scrapes of an unchanged page go on for this long, so that what is made once a second takes its share. */
const BATCH_MS = 1000;
const CHANGES_PER_ROUND = 5;

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
      const sample = await measure(child, known);
      if (round > 0) samples[index]?.push(sample);
    }
  }
  for (const child of children.values()) await child.stop();

  const samplesOf = (way: Way, encoding: Encoding): readonly Sample[] =>
    samples[CASES.findIndex((known) => known.way === way && known.encoding === encoding)] ?? [];
  return CASES.map((known, index) => {
    const own = samples[index] ?? [];
    const floor = samplesOf('static', known.encoding);
    const promClient = samplesOf('prom-client', known.encoding);
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

async function measure(child: Child, { change, encoding }: Case): Promise<Sample> {
  const times: number[] = [];
  let bytes = 0;
  let cpuMs = 0;
  const scrapeOnce = async (): Promise<void> => {
    const scraped = await scrape(child.url, encoding);
    times.push(scraped.ms);
    ({ bytes } = scraped);
  };
  if (change === 'nothing') {
    // What a change before this cost is not meant.
    await scrape(child.url, encoding);
    const before = await child.cost();
    const endMs = performance.now() + BATCH_MS;
    do await scrapeOnce();
    while (performance.now() < endMs);
    ({ cpuMs } = await child.cost());
    cpuMs -= before.cpuMs;
  } else {
    for (let count = 0; count < CHANGES_PER_ROUND; count++) {
      await child.order(ORDERS[change]);
      const before = await child.cost();
      await scrapeOnce();
      cpuMs += (await child.cost()).cpuMs - before.cpuMs;
    }
  }
  return { ms: median(times), cpuMs: cpuMs / times.length, bytes };
}
