import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { JSON_MEDIA_TYPE, jsonAnswer, mayHaveBody, webexErrorBody } from '../answers.ts';
import type { Fault } from './fault.ts';
import { DEFAULT_REGION_HOST } from './fault-store.ts';
import { createPacedBody, pause, type Sleep } from './paced-body.ts';

/** What a request may be answered with; the texts are JSON. */
export interface Answers {
  /** The right answer at this moment. */
  right(): Response;
  /** The body of the right answer. */
  text(): string;
  /** The body with which the next site would be answered. */
  otherSiteText(): string;
  /** The right body without a metric. */
  noFiguresText(): string;
}

/** A request that would be answered with 200 if it were not for the fault. */
export interface FaultyExchange extends Answers {
  readonly trackingId: string;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  readonly sleep: Sleep;
  /** Resets the client's connection, if it has one. */
  reset(): void;
  /** Called when a body that takes time has been sent or given up. */
  streamed(): void;
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
  const { trackingId, signal, sleep } = exchange;
  const json = (text: string): Response => jsonAnswer(200, text, trackingId);

  switch (fault.kind) {
    case 'status':
      return refuse(fault.status, fault.body, fault.retryAfter, trackingId);
    case 'delay':
      if (await pause(sleep, fault.delayMs, signal)) return exchange.right();
      throw new ConnectionLost('the client left during the delay');
    case 'hang':
      if (!signal.aborted) await once(signal, 'abort');
      throw new ConnectionLost('the client left the hanging request');
    case 'reset':
      exchange.reset();
      throw new ConnectionLost('the connection was reset');
    case 'drip': {
      const pieces = cut(Buffer.from(exchange.text()), fault.chunkBytes ?? 64);
      return stream(pieces, fault.intervalMs ?? 200, exchange);
    }
    case 'html':
      return new Response(HTML_PAGE, { headers: { 'content-type': 'text/html', trackingId } });
    case 'broken-json': {
      const text = exchange.text();
      return json(text.slice(0, Math.floor((text.length * 2) / 3)));
    }
    case 'empty':
      return json('');
    case 'oversize':
      return stream(padded(exchange.text()), 1, exchange);
    case 'other-site':
      return json(exchange.otherSiteText());
    case 'no-figures':
      return json(exchange.noFiguresText());
    case 'raw':
      return json(fault.body);
    case 'region':
      return jsonAnswer(
        fault.status,
        fault.body ?? regionBody(fault.host ?? DEFAULT_REGION_HOST, trackingId),
        trackingId,
      );
  }
}

function refuse(
  status: number,
  body: string | undefined,
  retryAfter: string | undefined,
  trackingId: string,
): Response {
  const headers = new Headers({ trackingId });
  if (retryAfter !== undefined) headers.set('retry-after', retryAfter);
  if (!mayHaveBody(status)) return new Response(null, { status, headers });
  headers.set('content-type', JSON_MEDIA_TYPE);
  const text = body ?? webexErrorBody(STATUS_CODES[status] ?? `Status ${status}`, trackingId);
  return new Response(text, { status, headers });
}

function regionBody(host: string, trackingId: string): string {
  const message = `This service cannot serve the data of your organisation. Please use https://${host}`;
  return JSON.stringify({
    message,
    errorCode: 451,
    errors: [{ description: message, errorCode: 451 }],
    trackingId,
  });
}

function stream(pieces: Iterable<Uint8Array>, intervalMs: number, exchange: FaultyExchange): Response {
  const body = createPacedBody(pieces, intervalMs, exchange.sleep, exchange.signal, () => {
    exchange.streamed();
  });
  return new Response(body, {
    headers: { 'content-type': JSON_MEDIA_TYPE, trackingId: exchange.trackingId },
  });
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
