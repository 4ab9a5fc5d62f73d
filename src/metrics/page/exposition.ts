import type { Snapshot } from '../../snapshot/snapshot.ts';
import { CONTENT_TYPES, PAGE_END, renderMetadata, type Format } from './format.ts';
import { deflatePiece, extendCrc, GZIP_HEADER, renderGzipTrailer } from './gzip.ts';
import type { Deflated } from './kept-page.ts';
import { renderLine } from './line.ts';
import { createTargetPage, type TargetPage } from './target-page.ts';
import { isPolled, type HistogramPoint, type Instrument, type OtherInstrument } from '../instrument.ts';
import { readPreference } from '../negotiation.ts';
import { histogramsOf, seriesOf, type Label, type Series } from '../series.ts';

/** What a scraper's request says of the page it wants; a header may be absent. */
export interface PageRequest {
  readonly accept: string | undefined;
  readonly acceptEncoding: string | undefined;
}

export interface Page {
  readonly body: Buffer<ArrayBuffer>;
  readonly contentType: string;
  readonly isGzip: boolean;
}

export interface ExpositionOptions {
  readonly instruments: readonly Instrument[];
  readonly snapshot: () => Snapshot;
  /** The process's own metrics in a format. */
  readonly processMetrics: (format: Format) => Promise<string>;
  readonly now: () => number;
}

/** Makes the metrics page. Rejects rather than leave part of it out. */
export type Exposition = (request: PageRequest) => Promise<Page>;

/**
 * Collecting the process's metrics costs ten times a whole scrape of kept bytes, so what is not about sites is made
 * once in this time at most.
 */
const LIVE_PART_MS = 1000;

/**
 * The page is kept as bytes: the part about sites changes when polls land, not when Prometheus asks. The rest (accounts,
 * exporter, process) is small, made anew at most once a second, and follows it.
 */
export function createExposition(options: ExpositionOptions): Exposition {
  const renderers: Readonly<Record<Format, Render>> = {
    text: createRenderer('text', options),
    openmetrics: createRenderer('openmetrics', options),
  };
  return ({ accept, acceptEncoding }) => {
    const { format, isGzip } = readPreference(accept, acceptEncoding);
    return renderers[format](isGzip);
  };
}

type Render = (isGzip: boolean) => Promise<Page>;

interface Rendered {
  readonly page: Page;
  /** What it was made of. */
  readonly kept: readonly Buffer[] | Deflated;
  readonly live: Buffer;
}

function createRenderer(
  format: Format,
  { instruments, snapshot, processMetrics, now }: ExpositionOptions,
): Render {
  let targetPage: TargetPage | undefined;
  let live = { text: Buffer.alloc(0), madeMs: -Infinity };
  let plain: Rendered | undefined;
  let gzipped: Rendered | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function updateLive(present: Snapshot): Promise<void> {
    const age = now() - live.madeMs;
    if (age >= 0 && age < LIVE_PART_MS) return;
    const text = `${renderOthers(instruments, present, format)}${await processMetrics(format)}${PAGE_END[format]}`;
    live = { text: Buffer.from(text), madeMs: now() };
  }

  async function render(isGzip: boolean): Promise<Page> {
    const present = snapshot();
    targetPage ??= createTargetPage(instruments.filter(isPolled), format, now);
    const page = await targetPage.update(present.targets);
    await updateLive(present);
    const contentType = CONTENT_TYPES[format];
    if (isGzip) {
      const kept = await page.deflated();
      if (gzipped?.kept !== kept || gzipped.live !== live.text) {
        gzipped = {
          page: { body: await joinGzip(kept, live.text), contentType, isGzip },
          kept,
          live: live.text,
        };
      }
      return gzipped.page;
    }
    const kept = page.plain();
    if (plain?.kept !== kept || plain.live !== live.text) {
      plain = {
        page: { body: Buffer.concat([...kept, live.text]), contentType, isGzip },
        kept,
        live: live.text,
      };
    }
    return plain.page;
  }

  return (isGzip) => {
    // One after the other: they share the kept page.
    const result = queue.then(() => render(isGzip));
    queue = result.catch(() => undefined);
    return result;
  };
}

/** One gzip file of the kept stream and what follows it, so that every client can read it to its end. */
async function joinGzip(kept: Deflated, live: Buffer): Promise<Buffer<ArrayBuffer>> {
  const trailer = renderGzipTrailer(extendCrc(kept.crc, live), kept.plainBytes + live.length);
  return Buffer.concat([GZIP_HEADER, ...kept.pieces, await deflatePiece(live, kept.tail), trailer]);
}

/** Everything that is not about what is polled, in the table's order. */
function renderOthers(instruments: readonly Instrument[], snapshot: Snapshot, format: Format): string {
  return instruments
    .map((instrument) => {
      if (isPolled(instrument)) return '';
      const lines = renderOther(instrument, snapshot);
      return lines === '' ? '' : `${renderMetadata(instrument, format)}${lines}`;
    })
    .join('');
}

function renderOther(instrument: OtherInstrument, snapshot: Snapshot): string {
  const { name, labels } = instrument;
  if (instrument.type === 'histogram') {
    const { bounds } = instrument;
    return renderSeries(histogramsOf(instrument, snapshot), (subject, point) =>
      renderHistogram(name, [...subject.map(([label]) => label), ...labels], bounds, {
        ...point,
        labels: [...subject.map(([, value]) => value), ...point.labels],
      }),
    );
  }
  return renderSeries(seriesOf(instrument, snapshot), (subject, point) =>
    renderLine(
      name,
      [...subject.map(([label]) => label), ...labels],
      [...subject.map(([, value]) => value), ...point.labels],
      point.value,
    ),
  );
}

function renderSeries<P>(
  series: Iterable<Series<P>>,
  render: (subject: readonly Label[], point: P) => string,
): string {
  return Array.from(series, ({ subject, points }) =>
    Array.from(points, (point) => render(subject, point)).join(''),
  ).join('');
}

function renderHistogram(
  name: string,
  names: readonly string[],
  bounds: readonly number[],
  { labels, sum, count, bucketCounts }: HistogramPoint,
): string {
  let cumulated = 0;
  const buckets = bucketCounts.map((bucketCount, index) => {
    cumulated += bucketCount;
    const bound = bounds[index];
    return renderLine(
      `${name}_bucket`,
      [...names, 'le'],
      [...labels, bound === undefined ? '+Inf' : toFloat(bound)],
      cumulated,
    );
  });
  return `${buckets.join('')}${renderLine(`${name}_sum`, names, labels, sum)}${renderLine(`${name}_count`, names, labels, count)}`;
}

/** OpenMetrics wants `le` as a float, and one bound must be one label value in both formats. */
function toFloat(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}
