import * as z from 'zod';
import { text, wholeNumber } from '../fields.ts';

const MAX_WAIT_MS = 86_400_000;
const MAX_CHUNK_BYTES = 1_048_576;

/** On which requests a fault strikes, and how often. */
const SCOPE = {
  /** Ends the fault after so many requests; for ever without it. */
  times: wholeNumber(1, 1_000_000).optional(),
  /** Only requests that span exactly so many days. */
  windowDays: wholeNumber(1, 10_000).optional(),
};

const headerValue = text.regex(/^[\t\x20-\x7e]*$/, 'must be one line of ASCII text');

function shape<const Kind extends string, Fields extends z.ZodRawShape>(
  kind: Kind,
  fields: Fields,
): z.ZodObject<{ kind: z.ZodLiteral<Kind> } & Fields & typeof SCOPE, z.core.$strict> {
  return z.strictObject({ kind: z.literal(kind), ...fields, ...SCOPE });
}

const SHAPES = [
  /** An answer of this status, with Retry-After as given; without a body, Webex's error for it. */
  shape('status', {
    status: wholeNumber(200, 599),
    retryAfter: headerValue.optional(),
    body: text.optional(),
  }),
  /** The right answer, so late. */
  shape('delay', { delayMs: wholeNumber(0, MAX_WAIT_MS) }),
  /** No answer until the client gives up. */
  shape('hang', {}),
  /** The socket is reset without an answer. */
  shape('reset', {}),
  /** The right answer in pieces: 64 bytes each 200 ms unless told otherwise. */
  shape('drip', {
    chunkBytes: wholeNumber(1, MAX_CHUNK_BYTES).optional(),
    intervalMs: wholeNumber(0, MAX_WAIT_MS).optional(),
  }),
  /** 200 with a gateway's HTML page. */
  shape('html', {}),
  /** 200 with the first two thirds of the right answer. */
  shape('broken-json', {}),
  /** 200 without a body. */
  shape('empty', {}),
  /** 200 with the right answer, as valid JSON padded to 9 MiB. */
  shape('oversize', {}),
  /** 200 with the figures and name of the next site. */
  shape('other-site', {}),
  /** 200 with the right site and dates and no metric. */
  shape('no-figures', {}),
  /** 200 as JSON with this body. */
  shape('raw', { body: text }),
  /**
   * The data are in another region: refused unless asked at `host` (default analytics-eu.webexapis.com). Without a
   * body, Webex's text with `https://<host>` in it.
   */
  shape('region', {
    status: z.literal([403, 451], 'must be 403 or 451'),
    host: text.optional(),
    body: text.optional(),
  }),
] as const;

const KINDS = SHAPES.map(({ shape: { kind } }) => kind.value);

/** A way of failing, as one JSON object. */
export const FAULT_SCHEMA = z.discriminatedUnion('kind', SHAPES, {
  error: `must be one of ${KINDS.join(', ')}`,
});

export type Fault = Readonly<z.output<typeof FAULT_SCHEMA>>;

export type FaultKind = Fault['kind'];
