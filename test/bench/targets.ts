import type { ProgramResult } from './polls.ts';
import type { PrometheusResult } from './prometheus.ts';
import type { ScrapeResult } from './scrapes.ts';
import { toFigure } from './table.ts';

export interface Results {
  readonly scrapes: readonly ScrapeResult[];
  readonly programs: readonly ProgramResult[];
  /** CPU milliseconds by series. */
  readonly pollCosts: ReadonlyMap<number, number>;
  readonly prometheus: PrometheusResult | undefined;
}

interface Target {
  readonly what: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly unit: string;
  readonly measured: number | undefined;
}

/** What the project wants of itself and what was measured; rows of which nothing was measured are left out. */
export function judge({ scrapes, programs, pollCosts, prometheus }: Results): string[][] {
  const find = ({ series, encoding, change = 'nothing' }: Partial<ScrapeResult>): ScrapeResult | undefined =>
    scrapes.find(
      (one) =>
        one.way === 'exporter' && one.series === series && one.encoding === encoding && one.change === change,
    );
  const gzip = find({ series: 100_000, encoding: 'gzip' });
  const identity = find({ series: 100_000, encoding: 'identity' });
  const floorBytes = scrapes.find(
    ({ series, way, encoding }) => series === 100_000 && way === 'static' && encoding === 'gzip',
  )?.bytes;
  const rss = (wanted: number): number | undefined =>
    programs.find(({ series }) => series === wanted)?.rssMiB;
  const pollMs = pollCosts.get(100_000);

  const targets: readonly Target[] = [
    atMost('gzip scrape of 100k, unchanged: time', 1.5, 'x static', gzip?.timeByStatic),
    atMost('gzip scrape of 100k, unchanged: CPU', 1.5, 'x static', gzip?.cpuByStatic),
    atLeast(
      'gzip scrape of 100k, unchanged: CPU',
      1000,
      'x less than prom-client',
      gzip?.promClientCpuByThis,
    ),
    atLeast(
      'gzip scrape of 1k, unchanged: CPU',
      25,
      'x less than prom-client',
      find({ series: 1000, encoding: 'gzip' })?.promClientCpuByThis,
    ),
    atMost('identity scrape of 100k, unchanged: time', 1.2, 'x static', identity?.timeByStatic),
    atMost('identity scrape of 100k, unchanged: CPU', 1.2, 'x static', identity?.cpuByStatic),
    atLeast(
      'identity scrape of 100k, unchanged: CPU',
      80,
      'x less than prom-client',
      identity?.promClientCpuByThis,
    ),
    atMost('size of 100k', 1.05, 'x gzip level 6', gzip && floorBytes && gzip.bytes / floorBytes),
    atLeast(
      'gzip scrape of 100k, one site changed: CPU',
      20,
      'x less than prom-client',
      find({ series: 100_000, encoding: 'gzip', change: 'one site' })?.promClientCpuByThis,
    ),
    atMost(
      'longest turn of the event loop, 450 sites polled and scraped',
      20,
      'ms of CPU',
      programs.find(({ series }) => series === 100_000)?.longestTurnMs,
    ),
    atLeast('polls decoded, summarised and rendered', 2000, 'a second of CPU', pollMs && 1000 / pollMs),
    atMost('resident memory at 1k', 75, 'MiB', rss(1000)),
    atMost('resident memory at 100k', 150, 'MiB', rss(100_000)),
    atMost('resident memory at 500k', 400, 'MiB', rss(500_000)),
    atMost(
      "a real Prometheus' scrape_duration at 100k",
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

function atMost(what: string, limit: number, unit: string, measured: number | undefined): Target {
  return { what, bound: 'at most', limit, unit, measured };
}

function atLeast(what: string, limit: number, unit: string, measured: number | undefined): Target {
  return { what, bound: 'at least', limit, unit, measured };
}
