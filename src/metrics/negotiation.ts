import type { Format } from './page/format.ts';

/** How a scraper wants the metrics page. */
export interface PagePreference {
  readonly format: Format;
  readonly isGzip: boolean;
}

/** Pairs of headers that are remembered: each scraper sends the same with every scrape. */
const MAX_REMEMBERED = 100;

const remembered = new Map<string, PagePreference>();

/** Reads the headers Accept and Accept-Encoding; both may be absent. Anything not understood is as if it were not there. */
export function readPreference(accept = '', acceptEncoding = ''): PagePreference {
  const headers = `${accept}\n${acceptEncoding}`;
  const known = remembered.get(headers);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const preference = { format: chooseFormat(accept), isGzip: acceptsGzip(acceptEncoding) };
  remembered.set(headers, preference);
  return preference;
}

interface Range {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1. */
  readonly quality: number;
}

/**
 * OpenMetrics only where it is named and preferred. Prometheus 3 adds `escaping=` to it and may put protobuf first, which
 * we do not speak.
 */
function chooseFormat(accept: string): Format {
  const ranges = readRanges(accept);
  const openMetrics = best(
    ranges,
    ({ name, parameters }) =>
      name === 'application/openmetrics-text' && (parameters.get('version') ?? '1.0.0') === '1.0.0',
  );
  const text = best(
    ranges,
    ({ name, parameters }) => name === 'text/plain' && (parameters.get('version') ?? '0.0.4') === '0.0.4',
  );
  const anything = best(ranges, ({ name }) => name === '*/*' || name === 'text/*');
  const isPreferred = text === undefined ? (openMetrics ?? 0) >= (anything ?? 0) : (openMetrics ?? 0) > text;
  return openMetrics !== undefined && openMetrics > 0 && isPreferred ? 'openmetrics' : 'text';
}

function acceptsGzip(acceptEncoding: string): boolean {
  const ranges = readRanges(acceptEncoding);
  const gzip = best(ranges, ({ name }) => name === 'gzip' || name === 'x-gzip');
  return (gzip ?? best(ranges, ({ name }) => name === '*') ?? 0) > 0;
}

function best(ranges: readonly Range[], matches: (range: Range) => boolean): number | undefined {
  const qualities = ranges.filter(matches).map(({ quality }) => quality);
  return qualities.length === 0 ? undefined : Math.max(...qualities);
}

function readRanges(header: string): Range[] {
  return header.split(',').map((item) => {
    const [name = '', ...parts] = item.split(';').map((part) => part.trim().toLowerCase());
    const parameters = new Map(
      parts.map((part) => {
        const [key = '', value = ''] = part.split('=', 2);
        return [key.trim(), value.trim().replaceAll('"', '')];
      }),
    );
    const quality = Number(parameters.get('q') ?? 1);
    return { name, parameters, quality: quality >= 0 && quality <= 1 ? quality : 0 };
  });
}
