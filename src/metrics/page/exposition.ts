import type { Snapshot } from '../../snapshot/snapshot.ts';
import { isPolled, type Instrument } from '../instrument.ts';
import { readPreference } from '../negotiation.ts';
import { joinCrcs, toShift } from './crc.ts';
import { CONTENT_TYPES, PAGE_END, type Format } from './format.ts';
import { crcOf, deflateEnd, renderGzipTrailer } from './gzip.ts';
import type { Deflated } from './kept-page.ts';
import { renderOtherSeries } from './other-series.ts';
import { createPatience } from './patience.ts';
import { createSlices, type Slices } from './slices.ts';
import { createTargetPage } from './target-page.ts';

/** What a scraper's request says of the page it wants; a header may be absent. */
export interface PageRequest {
  readonly accept: string | undefined;
  readonly acceptEncoding: string | undefined;
}

export interface Page {
  /** The body in pieces. They are kept and given to every reader: nobody writes to them. */
  readonly parts: readonly Buffer[];
  readonly bytes: number;
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

/** Makes the metrics page, of one moment. Rejects rather than leave part of it out. */
export type Exposition = (request: PageRequest) => Promise<Page>;

/** The process's metrics are made once in this time at most: they cost more than a whole scrape of kept bytes. */
const PROCESS_METRICS_MS = 1000;

/**
 * The page is kept as bytes: the part about sites changes when polls land, not when Prometheus asks. The rest (accounts,
 * exporter, process) is small, of the same snapshot, and follows it.
 */
export function createExposition(options: ExpositionOptions): Exposition {
  const renderers: Readonly<Record<Format, Render>> = {
    text: createRenderer('text', options),
    openmetrics: createRenderer('openmetrics', options),
  };
  return ({ accept, acceptEncoding }) => {
    const { format, isGzip } = readPreference(accept, acceptEncoding);
    return renderers[format](isGzip ? 'gzip' : 'identity');
  };
}

type Encoding = 'gzip' | 'identity';
type Render = (encoding: Encoding) => Promise<Page>;

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
  const targetPage = createTargetPage(instruments.filter(isPolled), format);
  const newest: { [name in Encoding]?: Rendered } = {};
  let ofProcess = { text: '', madeMs: -Infinity };
  let live = { text: '', bytes: Buffer.alloc(0) };

  async function updateLive(present: Snapshot): Promise<Buffer> {
    const age = now() - ofProcess.madeMs;
    if (!(age >= 0 && age < PROCESS_METRICS_MS))
      ofProcess = { text: await processMetrics(format), madeMs: now() };
    const text = `${renderOtherSeries(instruments, present, format)}${ofProcess.text}${PAGE_END[format]}`;
    if (text !== live.text) live = { text, bytes: Buffer.from(text) };
    return live.bytes;
  }

  async function make(encoding: Encoding, slices: Slices): Promise<Page> {
    const present = snapshot();
    const keptPage = await targetPage.update(present.targets, slices);
    const kept = encoding === 'gzip' ? await keptPage.deflated(slices) : keptPage.plain();
    const end = await updateLive(present);
    const known = newest[encoding];
    if (known?.kept === kept && known.live === end) return known.page;
    const parts = 'crc' in kept ? joinGzip(kept, end) : [...kept, end];
    const page = {
      parts,
      bytes: parts.reduce((sum, { length }) => sum + length, 0),
      contentType: CONTENT_TYPES[format],
      isGzip: encoding === 'gzip',
    };
    newest[encoding] = { page, kept, live: end };
    return page;
  }

  return createPatience({
    now,
    make: (encoding: Encoding, onPause) => make(encoding, createSlices(now, onPause)),
  });
}

/** One gzip file of the kept stream and what follows it, so that every client can read it to its end. */
function joinGzip(kept: Deflated, live: Buffer): Buffer[] {
  const crc = joinCrcs(kept.crc, crcOf(live), toShift(live.length));
  const trailer = renderGzipTrailer(crc, kept.plainBytes + live.length);
  return [kept.bytes, Buffer.concat([deflateEnd(live), trailer])];
}
