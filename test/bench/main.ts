/** The benchmark: `npm run bench -- --sizes=1000,100000 --rounds=3 --parts=scrapes,program,polls,prometheus`. */
import { parseArgs } from 'node:util';
import { measurePollCost, measureProgram, type ProgramResult } from './polls.ts';
import { measurePrometheus } from './prometheus.ts';
import { measureScrapes, type ScrapeResult } from './scrapes.ts';
import { renderTable, toFigure } from './table.ts';
import { judge } from './targets.ts';

const PARTS = ['scrapes', 'program', 'polls', 'prometheus'];

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000,500000' },
    rounds: { type: 'string', default: '5' },
    parts: { type: 'string', default: PARTS.join(',') },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);
const parts = values.parts.split(',');
const isUsable = (count: number): boolean => Number.isInteger(count) && count > 0;
if (!sizes.every(isUsable) || !isUsable(rounds) || !parts.every((part) => PARTS.includes(part))) {
  process.stderr.write(`bench: sizes and rounds are whole numbers, parts are of ${PARTS.join(', ')}\n`);
  process.exit(2);
}

const scrapes: ScrapeResult[] = [];
const programs: ProgramResult[] = [];
const pollCosts = new Map<number, number>();
for (const size of sizes) {
  if (parts.includes('scrapes')) scrapes.push(...(await measureScrapes(size, rounds)));
  if (parts.includes('program')) programs.push(await measureProgram(size, rounds));
  if (parts.includes('polls')) pollCosts.set(size, await measurePollCost(size, rounds));
}
const prometheus =
  parts.includes('prometheus') && sizes.includes(100_000) ? await measurePrometheus(100_000) : undefined;

process.stdout.write(`Node ${process.version}, medians of ${rounds} rounds\n\n`);
print(
  [
    'series',
    'encoding',
    'served by',
    'changed',
    'ms',
    'CPU ms',
    'bytes',
    'ms / static',
    'CPU / static',
    'prom-client CPU / this',
  ],
  scrapes.map((one) => [
    String(one.series),
    one.encoding,
    one.way,
    one.change,
    toFigure(one.ms),
    toFigure(one.cpuMs),
    toFigure(one.bytes),
    toFigure(one.timeByStatic),
    toFigure(one.cpuByStatic),
    toFigure(one.promClientCpuByThis),
  ]),
);
print(
  [
    'series',
    'first figures ms',
    'all figures ms',
    'polls a second',
    'resident MiB',
    'longest turn at the start, CPU ms',
    'longest turn later, CPU ms',
  ],
  programs.map((one) =>
    [
      one.series,
      one.firstFiguresMs,
      one.allFiguresMs,
      one.pollsPerSecond,
      one.rssMiB,
      one.longestTurnAtStartMs,
      one.longestTurnMs,
    ].map(toFigure),
  ),
);
print(
  ['series', 'CPU ms a poll', 'polls a second of CPU'],
  [...pollCosts].map(([series, ms]) => [series, ms, 1000 / ms].map(toFigure)),
);
if (prometheus) {
  print(
    ['Prometheus', 'scrape_duration of the exporter', 'of static bytes'],
    [[prometheus.version, toFigure(prometheus.exporterSeconds), toFigure(prometheus.staticSeconds)]],
  );
}
print(['target', 'wanted', 'measured', 'met'], judge({ scrapes, programs, pollCosts, prometheus }));
// The kept connections of the scrapes would hold the process.
process.exit();

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length > 0) process.stdout.write(`${renderTable(head, rows)}\n`);
}
