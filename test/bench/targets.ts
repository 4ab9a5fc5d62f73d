import type { Beside } from './beside.ts';
import type { PollCost, ProgramResult, Turns } from './polls.ts';
import type { PrometheusResult } from './prometheus.ts';
import type { Encoding } from './client.ts';
import type { Change, ScrapeResult, Way } from './scrapes.ts';
import { SERIES_PER_SITE } from './sites.ts';
import type { SlowReadersResult } from './slow-readers.ts';
import type { StartResult } from './starts.ts';
import { toFigure } from './table.ts';

export interface Results {
  readonly scrapes: readonly ScrapeResult[];
  readonly programs: readonly ProgramResult[];
  /** Of a Node server that does nothing. */
  readonly bareMiB: number | undefined;
  readonly turns: Turns | undefined;
  readonly starts: StartResult | undefined;
  readonly slowReaders: readonly SlowReadersResult[];
  /** CPU milliseconds by series. */
  readonly pollCosts: ReadonlyMap<number, PollCost>;
  /** Health checks beside bodies of each of the worst kinds. */
  readonly health: readonly Beside[];
  /** Scrapes beside windows that land. */
  readonly landing: Beside | undefined;
  readonly prometheus: PrometheusResult | undefined;
}

interface Target {
  readonly what: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly unit: string;
  readonly measured: number | undefined;
}

/** The sizes that the targets speak of: four sites, a large company's and a provider's. */
export const SMALL = 4 * SERIES_PER_SITE;
export const LARGE = 100_000;
export const HUGE = 500_000;

/** What the project wants of itself and what was measured; rows of which nothing was measured are left out. */
export function judge(results: Results): string[][] {
  const { scrapes, programs, bareMiB, turns, starts, slowReaders, pollCosts } = results;
  const { health, landing, prometheus } = results;
  const find = (series: number, encoding: Encoding, change: Change, way: Way = 'exporter') =>
    scrapes.find(
      (one) => one.way === way && one.series === series && one.encoding === encoding && one.change === change,
    );
  const usual = find(LARGE, 'gzip', 'a minute');
  const unchanged = find(LARGE, 'gzip', 'nothing');
  const floorBytes = find(LARGE, 'gzip', 'nothing', 'static')?.bytes;
  const rss = (wanted: number): number | undefined =>
    programs.find(({ series }) => series === wanted)?.rssMiB;
  const pollMs = pollCosts.get(LARGE)?.fastestMs;
  const less = 'x less CPU than prom-client';
  const beside = bareMiB === undefined ? 'MiB' : `MiB; Node alone ${toFigure(bareMiB)}`;

  const targets: readonly Target[] = [
    atLeast('usual scrape, 1k, gzip', 5, less, find(1000, 'gzip', 'a minute')?.promClientCpuByThis),
    atMost('usual scrape, 100k, gzip: CPU', 3, 'x static', usual?.cpuByStatic),
    atMost(
      'usual scrape, 100k, identity: CPU',
      1.3,
      'x static',
      find(LARGE, 'identity', 'a minute')?.cpuByStatic,
    ),
    atLeast(
      'one site of 450 changed, 100k, gzip',
      60,
      less,
      find(LARGE, 'gzip', 'one site')?.promClientCpuByThis,
    ),
    atLeast('unchanged, 100k, gzip', 1000, less, unchanged?.promClientCpuByThis),
    atMost('unchanged, 100k, gzip: CPU', 1.3, 'x static', unchanged?.cpuByStatic),
    atMost('size of 100k', 1.05, 'x gzip level 6', unchanged && floorBytes && unchanged.bytes / floorBytes),
    atLeast('polls decoded, summarised and rendered', 4000, 'a second of CPU', pollMs && 1000 / pollMs),
    atMost('longest turn of the event loop, 450 sites landing', 15, 'ms of CPU', turns?.laterMs),
    atMost('the same at the start', 15, 'ms of CPU', turns?.startMs),
    atMost('resident memory, 4 sites', 60, beside, rss(SMALL)),
    atMost('resident memory, 100k', 120, beside, rss(LARGE)),
    atMost('resident memory, 500k', 300, beside, rss(HUGE)),
    atMost('--version', 1.5, "x Node's own start", starts && starts.versionMs / starts.nodeMs),
    atMost('first byte of /metrics', 3, "x Node's own start", starts && starts.firstByteMs / starts.nodeMs),
    ...slowReaders.map(({ readers, series, encoding, addedMiB }) =>
      // Compressed, each version of the page is whole, and as many are held as answers may be under way.
      atMost(
        `memory of ${readers} slow readers at ${series} series, ${encoding}`,
        encoding === 'gzip' ? 50 : 20,
        'MiB',
        addedMiB,
      ),
    ),
    atMost(
      'longest turn of the event loop beside the worst bodies',
      100,
      'ms of CPU',
      health.length > 0 ? Math.max(...health.map(({ longestTurnMs }) => longestTurnMs)) : undefined,
    ),
    atLeast('health checks beside them that wait for less than 100 ms', 0.95, 'of all', shareInTime(health)),
    atLeast(
      'scrapes that wait for less than 0.4 s beside windows that land',
      0.95,
      'of all',
      landing && shareInTime([landing]),
    ),
    atMost(
      "a real Prometheus' scrape_duration, 100k",
      1.1,
      'x static',
      prometheus && prometheus.exporterSeconds / prometheus.staticSeconds,
    ),
  ];
  return targets.flatMap(({ what, bound, limit, unit, measured }) => {
    if (measured === undefined) return [];
    const isMet = bound === 'at most' ? measured <= limit : measured >= limit;
    return [[what, `${bound} ${limit} ${unit}`, toFigure(measured), isMet ? 'yes' : 'no']];
  });
}

function shareInTime(results: readonly Beside[]): number | undefined {
  const sum = (of: (one: Beside) => number): number => results.reduce((total, one) => total + of(one), 0);
  return results.length > 0 ? sum(({ inTime }) => inTime) / sum(({ answers }) => answers) : undefined;
}

function atMost(what: string, limit: number, unit: string, measured: number | undefined): Target {
  return { what, bound: 'at most', limit, unit, measured };
}

function atLeast(what: string, limit: number, unit: string, measured: number | undefined): Target {
  return { what, bound: 'at least', limit, unit, measured };
}
