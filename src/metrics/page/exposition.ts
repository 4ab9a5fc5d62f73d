import type { Snapshot } from '../../snapshot/snapshot.ts';
import { CONTENT_TYPES, PAGE_END, renderMetadata, type Format } from './format.ts';
import { deflatePiece, extendCrc, GZIP_HEADER, renderGzipTrailer } from './gzip.ts';
import { labelNames, type HistogramPoint, type Instrument, type Point } from '../instrument.ts';
import { INSTRUMENTS } from '../instruments.ts';
import type { Deflated } from './kept-page.ts';
import { renderLine } from './line.ts';
import { createSitePage, type SitePage } from './site-page.ts';

/** What a scraper asked for. */
export interface PageRequest {
  readonly format: Format;
  readonly isGzip: boolean;
}

export interface Page {
  readonly body: Buffer<ArrayBuffer>;
  readonly contentType: string;
}

export interface ExpositionOptions {
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
  const renderers: Readonly<Record<Format, Exposition>> = {
    text: createRenderer('text', options),
    openmetrics: createRenderer('openmetrics', options),
  };
  return (request) => renderers[request.format](request);
}

interface Rendered {
  readonly page: Page;
  /** What it was made of. */
  readonly kept: readonly Buffer[] | Deflated;
  readonly live: Buffer;
}

function createRenderer(format: Format, { snapshot, processMetrics, now }: ExpositionOptions): Exposition {
  let sitePage: SitePage | undefined;
  let live = { text: Buffer.alloc(0), madeMs: -Infinity };
  let plain: Rendered | undefined;
  let gzipped: Rendered | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function updateLive(present: Snapshot): Promise<void> {
    const age = now() - live.madeMs;
    if (age >= 0 && age < LIVE_PART_MS) return;
    const text = `${renderOthers(present, format)}${await processMetrics(format)}${PAGE_END[format]}`;
    live = { text: Buffer.from(text), madeMs: now() };
  }

  async function render({ isGzip }: PageRequest): Promise<Page> {
    const present = snapshot();
    sitePage ??= createSitePage(format, now);
    const page = await sitePage.update(present.windows);
    await updateLive(present);
    const contentType = CONTENT_TYPES[format];
    if (isGzip) {
      const kept = await page.deflated();
      if (gzipped?.kept !== kept || gzipped.live !== live.text) {
        gzipped = { page: { body: await joinGzip(kept, live.text), contentType }, kept, live: live.text };
      }
      return gzipped.page;
    }
    const kept = page.plain();
    if (plain?.kept !== kept || plain.live !== live.text) {
      plain = { page: { body: Buffer.concat([...kept, live.text]), contentType }, kept, live: live.text };
    }
    return plain.page;
  }

  return (request) => {
    // One after the other: they share the kept page.
    const result = queue.then(() => render(request));
    queue = result.catch(() => undefined);
    return result;
  };
}

/** One gzip file of the kept stream and what follows it, so that every client can read it to its end. */
async function joinGzip(kept: Deflated, live: Buffer): Promise<Buffer<ArrayBuffer>> {
  const trailer = renderGzipTrailer(extendCrc(kept.crc, live), kept.plainBytes + live.length);
  return Buffer.concat([GZIP_HEADER, ...kept.pieces, await deflatePiece(live, kept.tail), trailer]);
}

/** Everything that is not about sites, in the table's order. */
function renderOthers(snapshot: Snapshot, format: Format): string {
  return INSTRUMENTS.map((instrument) => {
    const lines = renderOther(instrument, snapshot);
    return lines === '' ? '' : `${renderMetadata(instrument, format)}${lines}`;
  }).join('');
}

function renderOther(instrument: Instrument, { accounts, exporter }: Snapshot): string {
  const names = labelNames(instrument);
  const { name } = instrument;
  const renderPoint = (subject: readonly string[], { labels, value }: Point): string =>
    renderLine(name, names, [...subject, ...labels], value);
  if (instrument.subject === 'exporter') {
    return Array.from(instrument.observe(exporter), (point) => renderPoint([], point)).join('');
  }
  if (instrument.subject !== 'account') return '';
  if (instrument.type !== 'histogram') {
    return accounts
      .flatMap((account) =>
        Array.from(instrument.observe(account), (point) => renderPoint([account.account], point)),
      )
      .join('');
  }
  return accounts
    .flatMap((account) =>
      Array.from(instrument.observe(account), (point) =>
        renderHistogram(name, names, instrument.bounds, {
          ...point,
          labels: [account.account, ...point.labels],
        }),
      ),
    )
    .join('');
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
