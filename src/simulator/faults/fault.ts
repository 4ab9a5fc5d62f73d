import { createFields, type Fields } from './fields.ts';

/** On which requests a fault strikes, and how often. */
interface Scope {
  /** Ends the fault after so many requests; for ever without it. */
  readonly times?: number | undefined;
  /** Only requests that span exactly so many days. */
  readonly windowDays?: number | undefined;
}

type FaultShape =
  /** An answer of this status (200 to 599), with Retry-After as given; without a body, Webex's error for it. */
  | { kind: 'status'; status: number; retryAfter?: string | undefined; body?: string | undefined }
  /** The right answer, so late. */
  | { kind: 'delay'; delayMs: number }
  /** No answer until the client gives up. */
  | { kind: 'hang' }
  /** The socket is reset without an answer. */
  | { kind: 'reset' }
  /** The right answer in pieces: 64 bytes each 200 ms unless told otherwise. */
  | { kind: 'drip'; chunkBytes?: number | undefined; intervalMs?: number | undefined }
  /** 200 with a gateway's HTML page. */
  | { kind: 'html' }
  /** 200 with the first two thirds of the right answer. */
  | { kind: 'broken-json' }
  /** 200 without a body. */
  | { kind: 'empty' }
  /** 200 with the right answer, as valid JSON padded to 9 MiB. */
  | { kind: 'oversize' }
  /** 200 with the figures and name of the next site. */
  | { kind: 'other-site' }
  /** 200 with the right site and dates and no metric. */
  | { kind: 'no-figures' }
  /** 200 as JSON with this body. */
  | { kind: 'raw'; body: string }
  /**
   * The data are in another region: refused unless asked at `host` (default analytics-eu.webexapis.com). Without a
   * body, Webex's text with `https://<host>` in it.
   */
  | { kind: 'region'; status: 403 | 451; host?: string | undefined; body?: string | undefined };

/** A way of failing, as one JSON object. */
export type Fault = Readonly<FaultShape> & Scope;

/** The kinds of `Fault`. */
export type FaultKind = Fault['kind'];

const maxWaitMs = 86_400_000;
const maxBytes = 1_048_576;

const readers: { readonly [Kind in FaultKind]: (fields: Fields) => Extract<FaultShape, { kind: Kind }> } = {
  status: (fields) => ({
    kind: 'status',
    status: fields.integer('status', 200, 599),
    retryAfter: readHeader(fields, 'retryAfter'),
    body: fields.optionalText('body'),
  }),
  delay: (fields) => ({ kind: 'delay', delayMs: fields.integer('delayMs', 0, maxWaitMs) }),
  hang: () => ({ kind: 'hang' }),
  reset: () => ({ kind: 'reset' }),
  drip: (fields) => ({
    kind: 'drip',
    chunkBytes: fields.optionalInteger('chunkBytes', 1, maxBytes),
    intervalMs: fields.optionalInteger('intervalMs', 0, maxWaitMs),
  }),
  html: () => ({ kind: 'html' }),
  'broken-json': () => ({ kind: 'broken-json' }),
  empty: () => ({ kind: 'empty' }),
  oversize: () => ({ kind: 'oversize' }),
  'other-site': () => ({ kind: 'other-site' }),
  'no-figures': () => ({ kind: 'no-figures' }),
  raw: (fields) => ({ kind: 'raw', body: fields.text('body') }),
  region: (fields) => ({
    kind: 'region',
    status: readRegionStatus(fields),
    host: fields.optionalText('host'),
    body: fields.optionalText('body'),
  }),
};

/** Reads a fault. Throws a RangeError that says what is wrong. */
export function parseFault(value: unknown): Fault {
  const fields = createFields(value);
  const kind = fields.text('kind');
  if (!isFaultKind(kind)) throw new RangeError(`kind must be one of ${Object.keys(readers).join(', ')}`);
  const fault = {
    ...readers[kind](fields),
    times: fields.optionalInteger('times', 1, 1_000_000),
    windowDays: fields.optionalInteger('windowDays', 1, 10_000),
  };
  fields.refuseOthers();
  return fault;
}

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(readers, kind);
}

function readHeader(fields: Fields, name: string): string | undefined {
  const text = fields.optionalText(name);
  if (text !== undefined && !/^[\t\x20-\x7e]*$/.test(text)) {
    throw new RangeError(`${name} must be one line of ASCII text`);
  }
  return text;
}

function readRegionStatus(fields: Fields): 403 | 451 {
  const status = fields.integer('status', 403, 451);
  if (status !== 403 && status !== 451) throw new RangeError('status must be 403 or 451');
  return status;
}
