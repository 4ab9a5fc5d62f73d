import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { JSON_MEDIA_TYPE, jsonAnswer, mayHaveBody, webexErrorBody } from '../answers.ts';
import type { Fault, FaultKind } from './fault.ts';
import { DEFAULT_REGION_HOST } from './fault-store.ts';

/** Waits for `ms`; settles at once, either way, when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** The right answer at this moment, in JSON; for `other-site` and `no-figures` what they make of it. */
export type RightAnswer = (kind?: FaultKind) => Response;

/** A request that would be answered with 200 if it were not for the fault. */
export interface FaultyExchange {
  readonly right: RightAnswer;
  readonly trackingId: string;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  readonly sleep: Sleep;
  /** Resets the client's connection, if it has one. */
  readonly reset: () => void;
  /** Called when a body that takes time has been sent or given up. */
  readonly onSent: () => void;
}

/** No answer was sent: the client left, or its connection was reset. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

const HTML_PAGE =
  '<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>Bad gateway</body></html>';
const OVERSIZE_PIECE_BYTES = 65_536;
const OVERSIZE_PIECES = 144;

/** What the fault makes of an exchange. Throws ConnectionLost when there is no answer. */
export async function answerWithFault(fault: Fault, exchange: FaultyExchange): Promise<Response> {
  const { right, trackingId, signal } = exchange;

  switch (fault.kind) {
    case 'status':
      return refuse(fault, trackingId);
    case 'delay':
      if (await pause(exchange.sleep, fault.delayMs, signal)) return right();
      throw new ConnectionLost('the client left during the delay');
    case 'hang':
      if (!signal.aborted) await once(signal, 'abort');
      throw new ConnectionLost('the client left the hanging request');
    case 'reset':
      exchange.reset();
      throw new ConnectionLost('the connection was reset');
    case 'drip': {
      const pieces = cut(Buffer.from(await right().arrayBuffer()), fault.chunkBytes ?? 64);
      return stream(pieces, fault.intervalMs ?? 200, exchange);
    }
    case 'html':
      return new Response(HTML_PAGE, { headers: { 'content-type': 'text/html', trackingId } });
    case 'broken-json': {
      const text = await right().text();
      return jsonAnswer(200, text.slice(0, Math.floor((text.length * 2) / 3)), trackingId);
    }
    case 'empty':
      return jsonAnswer(200, '', trackingId);
    case 'oversize':
      return stream(padded(await right().text()), 1, exchange);
    case 'other-site':
    case 'no-figures':
      return right(fault.kind);
    case 'raw':
      return jsonAnswer(200, fault.body, trackingId);
    case 'region':
      return jsonAnswer(fault.status, fault.body ?? regionBody(fault.host, trackingId), trackingId);
  }
}

function refuse(
  { status, body, retryAfter }: Extract<Fault, { kind: 'status' }>,
  trackingId: string,
): Response {
  const text = body ?? webexErrorBody(STATUS_CODES[status] ?? `Status ${status}`, trackingId);
  return new Response(mayHaveBody(status) ? text : null, {
    status,
    headers: {
      trackingId,
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      ...(mayHaveBody(status) ? { 'content-type': JSON_MEDIA_TYPE } : {}),
    },
  });
}

function regionBody(host = DEFAULT_REGION_HOST, trackingId: string): string {
  const message = `This service cannot serve the data of your organisation. Please use https://${host}`;
  const error = { errorCode: 451, errors: [{ description: message, errorCode: 451 }] };
  return JSON.stringify({ message, ...error, trackingId });
}

function* cut(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    yield bytes.subarray(start, start + chunkBytes);
  }
}

/** A client without a bound would read this as the right answer. */
function* padded(jsonObject: string): Generator<Uint8Array> {
  const padding = Buffer.alloc(OVERSIZE_PIECE_BYTES, 'x');
  yield Buffer.from('{"padding":"');
  for (let piece = 0; piece < OVERSIZE_PIECES; piece += 1) yield padding;
  yield Buffer.from(`",${jsonObject.slice(1)}`);
}

/** Waits, and says whether the client is still there. */
async function pause(sleep: Sleep, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}

/** An answer of which the client gets one piece per interval, and no more than it reads. */
function stream(
  pieces: Iterable<Uint8Array>,
  intervalMs: number,
  { sleep, signal, onSent, trackingId }: FaultyExchange,
): Response {
  const left = pieces[Symbol.iterator]();
  const cancelled = new AbortController();
  const gone = AbortSignal.any([signal, cancelled.signal]);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const isThere = await pause(sleep, intervalMs, gone);
      if (cancelled.signal.aborted) return;
      const next = left.next();
      if (isThere && next.done !== true) return controller.enqueue(next.value);
      onSent();
      controller.close();
    },
    cancel() {
      cancelled.abort();
      onSent();
    },
  });
  return new Response(body, { headers: { 'content-type': JSON_MEDIA_TYPE, trackingId } });
}
