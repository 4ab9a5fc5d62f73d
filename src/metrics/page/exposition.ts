import type { Snapshot } from '../../snapshot/snapshot.ts';
import { isPolled, type Instrument } from '../instrument.ts';
import { readPreference } from '../negotiation.ts';
import { CONTENT_TYPES, PAGE_END, type Format } from './format.ts';
import { crcOf, deflateEnd, renderGzipTrailer } from './gzip.ts';
import type { Deflated } from './kept-page.ts';
import { renderOtherSeries } from './other-series.ts';
import { createPatience } from './patience.ts';
import { hasSameItems } from '../../same-items.ts';
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
  readonly processMetrics: (format: Format) => string | Promise<string>;
  readonly now: () => number;
}

/** Makes the metrics page, of one moment. Rejects rather than leave part of it out. */
export type Exposition = (request: PageRequest) => Promise<Page>;

/** The process's metrics are made once in this time at most: they cost more than all the rest of a scrape. */
const PROCESS_METRICS_MS = 1000;

/**
 * The page is kept as bytes, since it changes when polls land and not when Prometheus asks. Only what the process says of
 * itself is another at each scrape; it is small and follows at the end.
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

/** What is not about targets. */
type Others = Pick<Snapshot, 'accounts' | 'exporter'>;

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
  let others: { readonly of: Others; readonly text: string } | undefined;
  let live = { text: '', bytes: Buffer.alloc(0), madeMs: -Infinity };

  function updateOthers(present: Snapshot): string {
    if (!others || !hasSameOthers(others.of, present))
      others = {
        of: { accounts: present.accounts, exporter: present.exporter },
        text: renderOtherSeries(instruments, present, format),
      };
    return others.text;
  }

  async function updateLive(): Promise<Buffer> {
    const age = now() - live.madeMs;
    if (age >= 0 && age < PROCESS_METRICS_MS) return live.bytes;
    const text = `${await processMetrics(format)}${PAGE_END[format]}`;
    live = { text, bytes: text === live.text ? live.bytes : Buffer.from(text), madeMs: now() };
    return live.bytes;
  }

  async function make(encoding: Encoding, slices: Slices): Promise<Page> {
    const present = snapshot();
    const keptPage = await targetPage.update(present.targets, updateOthers(present), slices);
    const kept = await (encoding === 'gzip' ? keptPage.deflated(slices) : keptPage.plain(slices));
    const end = await updateLive();
    const known = newest[encoding];
    if (known?.kept === kept && known.live === end) return known.page;
    const parts = 'crc' in kept ? joinGzip(kept, end) : [...kept, end];
    const page = {
      parts,
      bytes: countBytes(parts),
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

/** An account's state is replaced and never changed, as a target's is. */
function hasSameOthers(a: Others, b: Others): boolean {
  return a.exporter === b.exporter && hasSameItems(a.accounts, b.accounts);
}

/** One gzip file of the kept stream and what follows it, so that every client can read it to its end. */
function joinGzip(kept: Deflated, live: Buffer): Buffer[] {
  const trailer = renderGzipTrailer(crcOf(live, kept.crc), kept.plainBytes + live.length);
  return [...kept.parts, Buffer.concat([deflateEnd(live, countBytes(kept.parts)), trailer])];
}

function countBytes(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
