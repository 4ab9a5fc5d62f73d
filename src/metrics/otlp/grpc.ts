import { connect, constants, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { describeRejected } from './rejected.ts';
import type { Send } from './push.ts';

export interface GrpcSenderOptions {
  /** Opens a connection to the endpoint: by a proxy or not, with TLS or not. Rejects when `signal` aborts. */
  readonly open: (signal: AbortSignal) => Promise<Duplex>;
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly isCompressed: boolean;
  readonly timeoutMs: number;
}

const PATH = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const HEADER_BYTES = 5;

/** https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
const STATUS_NAMES = [
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED',
].flatMap((line) => line.split(' '));

const compress = promisify(gzip);

/**
 * OTLP's one call over gRPC: a length-prefixed message posted over HTTP/2. grpc-js is not used, since it reads proxies from
 * the environment by other rules than ours, and speaks to none by https. A connection serves one push, so that a receiver
 * which was restarted is reached at once.
 */
export function createGrpcSender({
  open,
  endpoint,
  headers,
  isCompressed,
  timeoutMs,
}: GrpcSenderOptions): Send {
  return async (metrics) => {
    const message = ProtobufMetricsSerializer.serializeRequest(metrics) ?? new Uint8Array();
    const body = frame(isCompressed ? await compress(message) : message, isCompressed);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const connection = await open(signal);
      const session = connect(endpoint.origin, { createConnection: () => connection });
      try {
        const stream = session.request(
          {
            ':method': 'POST',
            ':path': PATH,
            ...headers,
            'content-type': 'application/grpc+proto',
            te: 'trailers',
            'grpc-timeout': `${Math.min(timeoutMs, 99_999_999)}m`,
            'grpc-accept-encoding': 'identity',
            ...(isCompressed ? { 'grpc-encoding': 'gzip' } : {}),
          },
          { signal },
        );
        stream.end(body);
        const failed = new Promise<never>((_, reject) => session.once('error', reject));
        const answer = await Promise.race([readAnswer(stream), failed]);
        return describeRejected(() => ProtobufMetricsSerializer.deserializeResponse(answer).partialSuccess);
      } finally {
        session.destroy();
      }
    } catch (error) {
      throw signal.aborted ? new Error(`no answer within ${timeoutMs} ms`, { cause: error }) : error;
    }
  };
}

function frame(message: Uint8Array, isCompressed: boolean): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(isCompressed ? 1 : 0, 0);
  header.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([header, message]);
}

/** The message of the answer. Rejects when the call did not succeed, with its status: its text may quote the headers back. */
async function readAnswer(stream: ClientHttp2Stream): Promise<Uint8Array> {
  const ends: IncomingHttpHeaders[] = [];
  const keep = (headers: IncomingHttpHeaders): void => void ends.push(headers);
  stream.on('response', keep);
  stream.on('trailers', keep);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const status = ends.map((headers) => headers['grpc-status']).find((value) => value !== undefined);
  if (status === undefined) {
    const http = ends[0]?.[constants.HTTP2_HEADER_STATUS] ?? 'nothing';
    throw new Error(`the receiver does not answer as gRPC does (HTTP ${String(http)})`);
  }
  if (status !== '0')
    throw new Error(
      `the receiver answers ${STATUS_NAMES[Number(status)] ?? `gRPC status ${String(status)}`}`,
    );
  return Buffer.concat(chunks).subarray(HEADER_BYTES);
}
