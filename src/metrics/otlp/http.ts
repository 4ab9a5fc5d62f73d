import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { toNetworkWords } from '../../error-words.ts';
import type { Fetch } from '../../fetch.ts';
import { describeRejected } from './rejected.ts';
import type { Send } from './push.ts';

export interface HttpSenderOptions {
  readonly fetch: Fetch;
  readonly endpoint: URL;
  readonly format: 'protobuf' | 'json';
  readonly headers: Readonly<Record<string, string>>;
  readonly isCompressed: boolean;
  readonly timeoutMs: number;
}

/** A receiver's answer has some bytes; of a longer one the rest is not read. */
const MAX_ANSWER_BYTES = 64 * 1024;

const compress = promisify(gzip);

/** Posts OTLP. A refusal is told by its status alone: what a receiver says may quote the headers back. */
export function createHttpSender(options: HttpSenderOptions): Send {
  const { fetch, endpoint, format, headers, isCompressed, timeoutMs } = options;
  const serializer = format === 'json' ? JsonMetricsSerializer : ProtobufMetricsSerializer;
  return async (metrics) => {
    const request = serializer.serializeRequest(metrics) ?? new Uint8Array();
    const body = isCompressed ? await compress(request) : request;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const { status, body: said } = await fetch(endpoint, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': format === 'json' ? 'application/json' : 'application/x-protobuf',
          ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
        },
        body,
        redirect: 'manual',
        signal,
      });
      const answer = await readAnswer(said ?? []);
      if (status === 407) throw new Error('a proxy on the way does not accept user and password (HTTP 407)');
      if (status < 200 || status > 299) throw new Error(`the receiver answers HTTP ${status}`);
      return describeRejected(() => serializer.deserializeResponse(answer).partialSuccess);
    } catch (error) {
      const words = signal.aborted ? `no answer within ${timeoutMs} ms` : toNetworkWords(error);
      throw new Error(words, { cause: error });
    }
  };
}

async function readAnswer(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
