import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Server as TcpServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { emptyResource } from '@opentelemetry/resources';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { createGrpcSender } from '../../../src/metrics/otlp/grpc.ts';
import { createHttpSender } from '../../../src/metrics/otlp/http.ts';
import type { Send } from '../../../src/metrics/otlp/push.ts';
import { createOpen } from '../../../src/network/connection.ts';
import { programFetch } from '../../support/program-fetch.ts';
import { createSecurity } from '../../../src/network/secure-options.ts';
import { portOf } from '../../support/port.ts';

const SERIALIZERS = { json: JsonMetricsSerializer, protobuf: ProtobufMetricsSerializer };
const METRICS: ResourceMetrics = { resource: emptyResource(), scopeMetrics: [] };
const SECRET = 'Bearer secret-of-the-collector';
const HEADERS = { authorization: SECRET, 'x-scope-orgid': '1' };

const opened: TcpServer[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function listen(server: TcpServer): Promise<string> {
  opened.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

describe('a push over HTTP', () => {
  type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

  async function receive(answer: Answer): Promise<string> {
    const server: Server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => answer(request, response, Buffer.concat(chunks)));
    });
    return listen(server);
  }

  function send(
    url: string,
    changes: Partial<Parameters<typeof createHttpSender>[0]> = {},
  ): ReturnType<Send> {
    return createHttpSender({
      fetch: programFetch,
      endpoint: new URL(`${url}/v1/metrics`),
      format: 'json',
      headers: HEADERS,
      isCompressed: false,
      timeoutMs: 5000,
      ...changes,
    })(METRICS);
  }

  it.each([
    ['json', false, 'application/json'],
    ['json', true, 'application/json'],
    ['protobuf', false, 'application/x-protobuf'],
    ['protobuf', true, 'application/x-protobuf'],
  ] as const)('carries headers and body: %s, compressed %s', async (format, isCompressed, contentType) => {
    const seen: { url: string | undefined; headers: IncomingMessage['headers']; body: Buffer }[] = [];
    const url = await receive(({ url: path, headers }, response, body) => {
      seen.push({ url: path, headers, body });
      response.end();
    });
    expect(await send(url, { format, isCompressed })).toBeUndefined();
    const [request] = seen;
    expect(request).toMatchObject({
      url: '/v1/metrics',
      headers: { ...HEADERS, 'content-type': contentType },
    });
    expect(request?.headers['content-encoding']).toBe(isCompressed ? 'gzip' : undefined);
    const body = request?.body ?? Buffer.of();
    const plain = isCompressed ? gunzipSync(body) : body;
    expect(plain).toEqual(Buffer.from(SERIALIZERS[format].serializeRequest(METRICS) ?? ''));
  });

  it.each([400, 401, 403, 404, 407, 413, 429, 500, 503])(
    'that is refused with %i says so, and nothing that the receiver says',
    async (status) => {
      const url = await receive((_, response) => {
        response.writeHead(status, `no ${SECRET}`).end(SECRET);
      });
      const failure = await send(url).catch((error: unknown) => String(error));
      expect(failure).toContain(`HTTP ${status}`);
      expect(failure).not.toContain(SECRET);
    },
  );

  it('follows nobody elsewhere', async () => {
    let asked = 0;
    const url = await receive((_, response) => {
      asked += 1;
      response.writeHead(307, { location: '/v1/metrics' }).end();
    });
    await expect(send(url)).rejects.toThrow('HTTP 307');
    expect(asked).toBe(1);
  });

  it('tells how many points the receiver rejects, and not in its words', async () => {
    const url = await receive((_, response) => {
      response.end(JSON.stringify({ partialSuccess: { rejectedDataPoints: '7', errorMessage: SECRET } }));
    });
    expect(await send(url)).toBe('the receiver rejects 7 data points of each push');
  });

  it.each(['', '{}', '{"partialSuccess":{}}', 'ok', '<html>', 'x'.repeat(1_000_000)])(
    'takes any answer of a receiver that accepted it: %.20s',
    async (body) => {
      const url = await receive((_, response) => response.end(body));
      expect(await send(url)).toBeUndefined();
    },
  );

  it('ends when nothing comes', async () => {
    const url = await receive(() => undefined);
    await expect(send(url, { timeoutMs: 100 })).rejects.toThrow('no answer within 100 ms');
  });

  it('says why nobody is reached', async () => {
    const url = await receive(() => undefined);
    for (const server of opened) server.close();
    await expect(send(url)).rejects.toThrow(`ECONNREFUSED ${new URL(url).host}`);
  });
});

describe('a push over gRPC', () => {
  async function receive(
    answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: Buffer) => void,
  ): Promise<string> {
    const server = createHttp2Server();
    server.on('stream', (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('error', () => undefined);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => answer(stream, headers, Buffer.concat(chunks)));
    });
    return listen(server);
  }

  function send(
    url: string,
    changes: Partial<Parameters<typeof createGrpcSender>[0]> = {},
  ): ReturnType<Send> {
    const endpoint = new URL(url);
    return createGrpcSender({
      open: createOpen(endpoint, undefined, createSecurity({}), 'h2'),
      endpoint,
      headers: HEADERS,
      isCompressed: false,
      timeoutMs: 5000,
      ...changes,
    })(METRICS);
  }

  const succeed = (stream: ServerHttp2Stream, message: Buffer): void => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(message);
  };
  const EMPTY = Buffer.alloc(5);

  it.each([false, true])('carries metadata and a framed message: compressed %s', async (isCompressed) => {
    const seen: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
    const url = await receive((stream, headers, body) => {
      seen.push({ headers, body });
      succeed(stream, EMPTY);
    });
    expect(await send(url, { isCompressed })).toBeUndefined();
    const [request] = seen;
    expect(request?.headers).toMatchObject({
      ':path': '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
      ':authority': new URL(url).host,
      te: 'trailers',
      'content-type': 'application/grpc+proto',
      ...HEADERS,
    });
    expect(request?.headers['grpc-encoding']).toBe(isCompressed ? 'gzip' : undefined);
    const body = request?.body ?? Buffer.of();
    expect(body.readUInt8(0)).toBe(isCompressed ? 1 : 0);
    expect(body.readUInt32BE(1)).toBe(body.length - 5);
    expect(isCompressed ? gunzipSync(body.subarray(5)).length : body.length).toBeGreaterThan(0);
  });

  it.each([
    [3, 'INVALID_ARGUMENT'],
    [7, 'PERMISSION_DENIED'],
    [8, 'RESOURCE_EXHAUSTED'],
    [12, 'UNIMPLEMENTED'],
    [14, 'UNAVAILABLE'],
    [16, 'UNAUTHENTICATED'],
    [99, 'gRPC status 99'],
  ])('that is refused with %i says %s, and nothing that the receiver says', async (status, name) => {
    const inHeaders = await receive((stream) => {
      stream.respond(
        { ':status': 200, 'grpc-status': String(status), 'grpc-message': SECRET },
        { endStream: true },
      );
    });
    await expect(send(inHeaders)).rejects.toThrow(new Error(`the receiver answers ${name}`));
    const inTrailers = await receive((stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': String(status), 'grpc-message': SECRET }),
      );
      stream.end();
    });
    await expect(send(inTrailers)).rejects.toThrow(new Error(`the receiver answers ${name}`));
  });

  it('tells how many points the receiver rejects', async () => {
    // partial_success { rejected_data_points: 7 }
    const url = await receive((stream) => succeed(stream, Buffer.from([0, 0, 0, 0, 4, 0x0a, 2, 8, 7])));
    expect(await send(url)).toBe('the receiver rejects 7 data points of each push');
  });

  it('says that a server of another kind is none', async () => {
    const url = await receive((stream) => {
      stream.respond({ ':status': 404 });
      stream.end('not here');
    });
    await expect(send(url)).rejects.toThrow('the receiver does not answer as gRPC does (HTTP 404)');
    const plain = createServer((_, response) => response.end('hello'));
    await expect(send(await listen(plain))).rejects.toThrow(/Protocol error|NGHTTP2|closed/);
  });

  it('ends when nothing comes, and when the connection breaks', async () => {
    const silent = await receive(() => undefined);
    await expect(send(silent, { timeoutMs: 100 })).rejects.toThrow('no answer within 100 ms');
    const broken = await receive((stream) => stream.session?.destroy());
    await expect(send(broken)).rejects.toThrow(/closed|reset|does not answer/i);
  });

  it('says why nobody is reached', async () => {
    await expect(send('http://127.0.0.1:9')).rejects.toThrow('ECONNREFUSED 127.0.0.1:9');
  });
});
