import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { labelNames, type SummaryInstrument } from '../metrics/instrument.ts';
import { INSTRUMENTS } from '../metrics/instruments.ts';
import { renderHead } from '../metrics/page/line.ts';
import { replaceFile } from '../state/atomic-file.ts';
import type { KeptAnswer } from './answer-log.ts';

/** Written at once; a series of a day at the shortest sensible step is a few times larger. */
const CHUNK_CHARACTERS = 1 << 20;

export interface ExtraLabel {
  readonly name: string;
  readonly value: string;
}

export interface DayContent {
  readonly answers: readonly KeptAnswer[];
  /** Instants of the samples, seconds since the epoch, ascending. */
  readonly sampleSeconds: readonly number[];
  /** Put on every series, e.g. `job` and `instance`. */
  readonly extraLabels: readonly ExtraLabel[];
}

/** OpenMetrics of one day, in pieces: families by name, series by their labels, samples by time. */
export function* renderDay({ answers, sampleSeconds, extraLabels }: DayContent): Generator<string> {
  const byName = INSTRUMENTS.filter((instrument) => instrument.subject === 'summary').sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const ordered = answers.toSorted((a, b) => compare(a.site, b.site) || compare(a.window, b.window));
  for (const instrument of byName) {
    const series = ordered.flatMap((answer) => renderSeries(instrument, answer, extraLabels));
    if (series.length === 0) continue;
    yield `# HELP ${instrument.name} ${instrument.help}\n# TYPE ${instrument.name} gauge\n`;
    for (const { head, value } of series.sort((a, b) => compare(a.head, b.head))) {
      yield sampleSeconds.map((seconds) => `${head}${value} ${seconds}\n`).join('');
    }
  }
  yield '# EOF\n';
}

/** Changes whenever the file of a day would. */
export function digestDay({ answers, sampleSeconds, extraLabels }: DayContent): string {
  const ordered = answers.toSorted((a, b) => compare(a.site, b.site) || compare(a.window, b.window));
  return createHash('sha256')
    .update(JSON.stringify([ordered, sampleSeconds, extraLabels]))
    .digest('hex');
}

/** Writes a file of any size with little memory; it has its name only when it is whole and on the disk. */
export function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
  return replaceFile(path, (file) => writeChunks(file, pieces));
}

async function writeChunks(file: FileHandle, pieces: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    await file.writeFile(chunk);
    chunk = '';
  }
  await file.writeFile(chunk);
}

function renderSeries(
  instrument: SummaryInstrument,
  { site, window, summary }: KeptAnswer,
  extraLabels: readonly ExtraLabel[],
): { head: string; value: number }[] {
  const names = [...labelNames(instrument), ...extraLabels.map(({ name }) => name)];
  const extra = extraLabels.map(({ value }) => value);
  return Array.from(instrument.observe(summary), ({ labels, value }) => ({
    head: renderHead(instrument.name, names, [site, window, ...labels, ...extra]),
    value,
  }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
