import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { toNetworkWords } from '../../error-words.ts';
import { isProxyChallenge } from '../../proxy.ts';
import { describeRejected } from './rejected.ts';
import type { Send } from './push.ts';

export interface HttpSenderOptions {
  readonly fetch: typeof fetch;
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
  const { endpoint, format, headers, isCompressed, timeoutMs } = options;
  const serializer = format === 'json' ? JsonMetricsSerializer : ProtobufMetricsSerializer;
  return async (metrics) => {
    const request = serializer.serializeRequest(metrics) ?? new Uint8Array();
    const response = await options
      .fetch(endpoint, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': format === 'json' ? 'application/json' : 'application/x-protobuf',
          ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
        },
        body: isCompressed ? await compress(request) : request,
        // The headers are for this receiver.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      .catch((error: unknown) => {
        throw new Error(describeFailure(error, timeoutMs), { cause: error });
      });
    const answer = await readAnswer(response);
    if (!response.ok) throw new Error(`the receiver answers HTTP ${response.status}`);
    return describeRejected(() => serializer.deserializeResponse(answer).partialSuccess);
  };
}

async function readAnswer({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = body ?? [];
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function describeFailure(error: unknown, timeoutMs: number): string {
  if (isProxyChallenge(error)) return 'a proxy on the way does not accept user and password (HTTP 407)';
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  return toNetworkWords(error);
}
