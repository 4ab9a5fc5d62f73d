import type { ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Context } from 'hono';
import { responseOf } from './node-response.ts';

/** A body in pieces that are kept and shared: nobody writes to them. */
export interface PartedBody {
  readonly parts: readonly Buffer[];
  /** Of all parts. */
  readonly bytes: number;
}

/** TLS encrypts at once whatever it is given, a copy for each reader; the system takes plain bytes from where they are. */
const TLS_BATCH_BYTES = 65_536;

/**
 * Answers with parts by reference: joined, the page would be copied for each change of a few lines, and each slow reader
 * would hold a copy. Headers that were set on hono's context are left out: only those on Node's response cost nothing.
 */
export function answerInParts(
  context: Context,
  { parts, bytes }: PartedBody,
  headers: Readonly<Record<string, string>>,
): Response {
  const all = { ...headers, 'content-length': String(bytes) };
  const isHead = context.req.method === 'HEAD';
  const response = responseOf(context);
  if (response === undefined) return context.body(Buffer.concat(isHead ? [] : parts), 200, all);
  response.writeHead(200, all);
  write(response, isHead ? [] : parts);
  return new Response(null);
}

function write(response: ServerResponse, parts: readonly Buffer[]): void {
  const batchBytes = response.socket instanceof TLSSocket ? TLS_BATCH_BYTES : Infinity;
  let next = 0;
  const writeOn = (): void => {
    do {
      response.cork();
      for (let bytes = 0; bytes < batchBytes && next < parts.length; next++) {
        const part = parts[next] ?? Buffer.alloc(0);
        bytes += part.length;
        response.write(part);
      }
      // An end after `uncork` would be one more write, once the system has taken the others.
      if (next === parts.length) return void response.end();
      response.uncork();
    } while (!response.writableNeedDrain);
    response.once('drain', writeOn);
  };
  writeOn();
}
