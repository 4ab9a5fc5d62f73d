/** The benchmark: `npm run bench -- --rounds=3 --parts=scrapes,polls`, or `--quick` to see in a minute that it works. */
import { parseArgs } from 'node:util';
import { measureHealth, measureLanding } from './beside.ts';
import {
  measureBareMiB,
  measurePollCost,
  measureProgram,
  measureTurns,
  type PollCost,
  type ProgramResult,
} from './polls.ts';
import { measurePrometheus } from './prometheus.ts';
import { measureScrapes, type ScrapeResult } from './scrapes.ts';
import { measureSlowReaders, type SlowReadersResult } from './slow-readers.ts';
import { measureStarts } from './starts.ts';
import { renderTable, toFigure } from './table.ts';
import { HUGE, judge, LARGE, SMALL } from './targets.ts';

const PARTS = ['scrapes', 'polls', 'turns', 'memory', 'starts', 'slow-readers', 'beside', 'prometheus'];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    parts: { type: 'string' },
  },
});
const { quick } = values;
const rounds = Number(values.rounds ?? (quick ? '1' : '3'));
const parts = values.parts?.split(',') ?? PARTS.filter((part) => !quick || part !== 'prometheus');
if (!Number.isInteger(rounds) || rounds < 1 || !parts.every((part) => PARTS.includes(part))) {
  process.stderr.write(`bench: rounds is a whole number, parts are of ${PARTS.join(', ')}\n`);
  process.exit(2);
}
const has = (part: string): boolean => parts.includes(part);
const sizes = quick ? [1000] : [1000, LARGE];

const scrapes: ScrapeResult[] = [];
const programs: ProgramResult[] = [];
const pollCosts = new Map<number, PollCost>();
for (const size of sizes) {
  if (has('scrapes')) scrapes.push(...(await measureScrapes(size, rounds)));
  if (has('polls')) pollCosts.set(size, await measurePollCost(size, rounds));
}
const bareMiB = has('memory') ? await measureBareMiB() : undefined;
for (const size of quick ? [SMALL] : [SMALL, LARGE, HUGE]) {
  // A start of 500,000 series takes half a minute.
  if (has('memory')) programs.push(await measureProgram(size, size === HUGE ? 1 : rounds));
}
const turns = has('turns') ? await measureTurns(quick ? SMALL : LARGE, rounds) : undefined;
const starts = has('starts') ? await measureStarts(rounds * 3) : undefined;
const slowReaders: SlowReadersResult[] = [];
for (const encoding of has('slow-readers') ? (['identity', 'gzip'] as const) : [])
  slowReaders.push(await measureSlowReaders(quick ? 1000 : LARGE / 2, 100, encoding));
const health = has('beside') ? await measureHealth(quick ? 1 : undefined) : [];
const landing = has('beside') ? await measureLanding(quick ? 30 : 3000) : undefined;
const prometheus = has('prometheus') ? await measurePrometheus(LARGE) : undefined;

process.stdout.write(`Node ${process.version}, medians of ${rounds} rounds\n\n`);
print(
  ['target', 'wanted', 'measured', 'met'],
  judge({ scrapes, programs, bareMiB, turns, starts, slowReaders, pollCosts, health, landing, prometheus }),
);
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
    ...[one.ms, one.cpuMs, one.bytes, one.timeByStatic, one.cpuByStatic, one.promClientCpuByThis].map(
      toFigure,
    ),
  ]),
);
print(
  ['series', 'first figures ms', 'all figures ms', 'polls a second', 'resident MiB'],
  programs.map((one) =>
    [one.series, one.firstFiguresMs, one.allFiguresMs, one.pollsPerSecond, one.rssMiB].map(toFigure),
  ),
);
print(
  ['series', 'longest turn at the start, CPU ms', 'longest turn later, CPU ms'],
  turns ? [[turns.series, turns.startMs, turns.laterMs].map(toFigure)] : [],
);
print(
  ['series', 'CPU ms a poll', 'the fastest', 'polls a second of CPU'],
  [...pollCosts].map(([series, { fastestMs, medianMs }]) =>
    [series, medianMs, fastestMs, 1000 / fastestMs].map(toFigure),
  ),
);
print(
  ['Node ms', '--version ms', 'first byte of /metrics ms'],
  starts ? [[starts.nodeMs, starts.versionMs, starts.firstByteMs].map(toFigure)] : [],
);
print(
  ['beside', 'answers', 'in time', 'limit ms', 'longest ms', 'longest turn, CPU ms', 'resident MiB'],
  [...health, ...(landing ? [landing] : [])].map((one) => [
    one.what,
    ...[one.answers, one.inTime, one.limitMs, one.longestMs, one.longestTurnMs, one.rssMiB].map(toFigure),
  ]),
);
print(
  ['Prometheus', 'scrape_duration of the exporter', 'of static bytes'],
  prometheus
    ? [[prometheus.version, toFigure(prometheus.exporterSeconds), toFigure(prometheus.staticSeconds)]]
    : [],
);
// The kept connections of the scrapes would hold the process.
process.exit();

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length > 0) process.stdout.write(`${renderTable(head, rows)}\n`);
}
