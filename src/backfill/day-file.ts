import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { HistoryInstrument } from '../metrics/instrument.ts';
import { renderHead } from '../metrics/page/line.ts';
import { historySeriesOf } from '../metrics/series.ts';
import { replaceFile } from '../state/atomic-file.ts';
import type { KeptAnswer } from './answer-log.ts';

/** Written at once; a series of a day at the shortest sensible step is a few times larger. */
const CHUNK_CHARACTERS = 1 << 20;

export interface ExtraLabel {
  readonly name: string;
  readonly value: string;
}

/** Labels of `--label` that a series would then have twice; `own` are those it has by itself. */
export function findLabelFaults(labels: readonly ExtraLabel[], own: readonly string[]): string[] {
  const taken = new Set(own);
  return labels.flatMap(({ name }) => {
    if (taken.has(name)) return [`--label: label ${name} is there already`];
    taken.add(name);
    return [];
  });
}

export interface DayContent {
  readonly answers: readonly KeptAnswer[];
  /** Instants of the samples, seconds since the epoch, ascending. */
  readonly sampleSeconds: readonly number[];
  /** Put on every series, e.g. `job` and `instance`. */
  readonly extraLabels: readonly ExtraLabel[];
}

/** OpenMetrics of one day, in pieces: families by name, series by their labels, samples by time. */
export function* renderDay(
  { answers, sampleSeconds, extraLabels }: DayContent,
  instruments: readonly HistoryInstrument[],
): Generator<string> {
  const byName = instruments.toSorted((a, b) => compare(a.name, b.name));
  for (const instrument of byName) {
    const series = renderSeries(instrument, answers, extraLabels);
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
  instrument: HistoryInstrument,
  answers: readonly KeptAnswer[],
  extraLabels: readonly ExtraLabel[],
): { head: string; value: number }[] {
  const { name, labels: ownNames } = instrument;
  const extraNames = extraLabels.map((label) => label.name);
  const extraValues = extraLabels.map((label) => label.value);
  return historySeriesOf(instrument, answers).flatMap(({ subject, points }) => {
    const names = [...subject.map(([label]) => label), ...ownNames, ...extraNames];
    const values = subject.map(([, value]) => value);
    return Array.from(points, ({ labels, value }) => ({
      head: renderHead(name, names, [...values, ...labels, ...extraValues]),
      value,
    }));
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
