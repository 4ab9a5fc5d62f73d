import { getEventListeners, once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createExchange, type ExchangeObserver, type ExchangeRequest } from '../../../src/webex/exchange.ts';
import { portOf } from '../../support/port.ts';
import { programFetch } from '../../support/program-fetch.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const MIB = 1024 * 1024;
const TIMEOUT_MS = 30_000;

interface Listening {
  readonly url: URL;
  readonly requests: IncomingMessage[];
  /** The socket of the first request, once it has come. */
  readonly socket: () => Promise<Socket>;
}

/** Listens until the test is over. */
async function listen(server: Server): Promise<URL> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return new URL(`http://127.0.0.1:${portOf(server)}/v1/a?b=c`);
}

/** Settles also when the connection ends by a reset. */
async function closeOf(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve());
  });
}

async function serve(answer: RequestListener): Promise<Listening> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const url = await listen(server);
  return {
    url,
    requests,
    async socket() {
      if (requests.length === 0) await once(server, 'request');
      const [request] = requests;
      if (request === undefined) throw new Error('no request came');
      return request.socket;
    },
  };
}

/** Answers each connection with raw bytes, or does with it what it likes. */
async function serveRaw(handle: (socket: Socket) => void): Promise<URL> {
  const server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => handle(socket));
  });
  return listen(server);
}

function createAsker() {
  const clock = createVirtualClock();
  const observed: Parameters<ExchangeObserver>[0][] = [];
  const stop = new AbortController();
  const exchange = createExchange({
    fetch: programFetch,
    clock,
    timeoutMs: TIMEOUT_MS,
    userAgent: 'webex-exporter/test',
    observe: (seen) => observed.push(seen),
  });
  return {
    clock,
    observed,
    stop,
    exchange,
    ask: (url: URL, rest: Partial<ExchangeRequest> = {}) =>
      exchange({ endpoint: 'aggregates', method: 'GET', url, headers: {}, ...rest }, stop.signal),
  };
}

describe('an answer', () => {
  it('comes back with its status, body and the headers that matter', async () => {
    const { url, requests } = await serve((_, response) => {
      response.writeHead(429, { 'Retry-After': '30', TrackingID: 'ROUTER_1' }).end('{"message":"slow down"}');
    });
    const asker = createAsker();
    expect(await asker.ask(url, { headers: { authorization: 'Bearer x' } })).toMatchObject({
      kind: 'answered',
      status: 429,
      body: '{"message":"slow down"}',
      retryAfter: '30',
      trackingId: 'ROUTER_1',
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'GET',
      url: '/v1/a?b=c',
      headers: { accept: 'application/json', authorization: 'Bearer x', 'user-agent': 'webex-exporter/test' },
    });
    expect(asker.observed).toEqual([{ endpoint: 'aggregates', code: '429', durationMs: 0 }]);
  });

  it('carries a body there', async () => {
    const bodies: string[] = [];
    const { url } = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk));
      request.on('end', () => response.end('ok'));
    });
    const body = new URLSearchParams({ grant_type: 'refresh_token' }).toString();
    const answer = await createAsker().ask(url, { endpoint: 'access_token', method: 'POST', body });
    expect(answer).toMatchObject({ status: 200, body: 'ok' });
    expect(bodies).toEqual(['grant_type=refresh_token']);
  });

  it.each([200, 201, 202, 204, 400, 401, 404, 451, 500, 503])('of status %d is an answer', async (status) => {
    const { url } = await serve((_, response) => response.writeHead(status).end());
    const asker = createAsker();
    expect(await asker.ask(url)).toMatchObject({
      kind: 'answered',
      status,
      body: '',
      retryAfter: undefined,
      trackingId: undefined,
    });
    expect(asker.observed.map(({ code }) => code)).toEqual([String(status)]);
  });

  it('in pieces is put together, also within a character', async () => {
    const bytes = Buffer.from('\uFEFF{"country":"Österreich 💥"}');
    const { url } = await serve((_, response) => {
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    });
    expect(await createAsker().ask(url)).toMatchObject({ body: '{"country":"Österreich 💥"}' });
  });

  it('that is no UTF-8 is read as far as it can be', async () => {
    const { url } = await serve((_, response) => response.end(Buffer.of(0x61, 0xff, 0xc3)));
    expect(await createAsker().ask(url)).toMatchObject({ body: 'a\uFFFD\uFFFD' });
  });

  it('that is compressed, though nobody asked for it, is read', async () => {
    const { url, requests } = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"a":1}'));
    });
    expect(await createAsker().ask(url)).toMatchObject({ body: '{"a":1}' });
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('leaves its connection to the next request', async () => {
    const { url, requests } = await serve((_, response) => response.end('ok'));
    const asker = createAsker();
    for (let count = 0; count < 3; count++) await asker.ask(url);
    expect(new Set(requests.map(({ socket }) => socket.remotePort)).size).toBe(1);
  });

  it('leaves neither a timer nor a listener', async () => {
    const { url } = await serve((_, response) => response.end('ok'));
    const asker = createAsker();
    await asker.ask(url);
    expect(asker.clock.sleeping).toBe(0);
    expect(getEventListeners(asker.stop.signal, 'abort')).toEqual([]);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('of status %d is not followed', async (status) => {
    const target = await serve((_, response) => response.end('token, please'));
    const { url, requests } = await serve((_, response) => {
      response.writeHead(status, { location: target.url.href }).end();
    });
    const answer = await createAsker().ask(url, { headers: { authorization: 'Bearer x' } });
    expect(answer).toMatchObject({ kind: 'answered', status });
    expect(requests).toHaveLength(1);
    expect(target.requests).toEqual([]);
  });
});

describe('a body', () => {
  it('of exactly 1 MiB is read', async () => {
    const { url } = await serve((_, response) => response.end('x'.repeat(MIB)));
    const answer = await createAsker().ask(url);
    expect(answer.kind === 'answered' ? answer.body.length : answer.kind).toBe(MIB);
  });

  it('of one byte more is refused', async () => {
    const { url } = await serve((_, response) => {
      response.setHeader('trackingid', 'ROUTER_1').end('x'.repeat(MIB + 1));
    });
    expect(await createAsker().ask(url)).toEqual({ kind: 'too_large', status: 200, trackingId: 'ROUTER_1' });
  });

  it('without an end is refused while it streams, and its socket is closed', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const { url, socket } = await serve((_, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write);
      write();
    });
    const asker = createAsker();
    const asked = asker.ask(url);
    const connection = await socket();
    const closed = closeOf(connection);
    expect(await asked).toMatchObject({ kind: 'too_large', status: 200 });
    await closed;
    expect(asker.clock.sleeping).toBe(0);
  });

  it('is measured as it unfolds: a compressed bomb is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    expect(bomb.length).toBeLessThan(MIB);
    const { url } = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb));
    expect(await createAsker().ask(url)).toMatchObject({ kind: 'too_large' });
  });
});

describe('no answer in time', () => {
  it.each<[string, RequestListener]>([
    ['nothing comes', () => undefined],
    ['only the head comes', (_, response) => response.writeHead(200).flushHeaders()],
    [
      'half a body comes',
      (_, response) => response.writeHead(200, { 'content-length': '10' }).write('12345'),
    ],
  ])('is a timeout when %s, and the socket is closed', async (_, answer) => {
    const { url, socket } = await serve(answer);
    const asker = createAsker();
    const asked = asker.ask(url);
    const connection = await socket();
    const closed = closeOf(connection);
    await asker.clock.advance(TIMEOUT_MS - 1);
    expect(connection.destroyed).toBe(false);
    await asker.clock.advance(1);
    expect(await asked).toEqual({ kind: 'timeout', detail: 'no complete answer within 30 s' });
    await closed;
    expect(getEventListeners(asker.stop.signal, 'abort')).toEqual([]);
    expect(asker.observed).toMatchObject([{ durationMs: TIMEOUT_MS }]);
  });
});

describe('a broken connection', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['is reset', (socket) => socket.resetAndDestroy()],
    ['is closed', (socket) => socket.end()],
    ['speaks something else', (socket) => socket.end('220 smtp.example ESMTP\r\n')],
    ['breaks within the head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['breaks within the body', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345')],
    [
      'breaks within a chunk',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n12345'),
    ],
    [
      'sends what is not compressed as it says',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n12345'),
    ],
    [
      'compresses as nobody knows',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 5\r\n\r\n12345'),
    ],
  ])('that %s is a network failure', async (_, handle) => {
    const asker = createAsker();
    const answer = await asker.ask(await serveRaw(handle));
    expect(answer.kind).toBe('network');
    expect(answer).toHaveProperty('detail', expect.stringMatching(/^(?!fetch failed$|terminated$).+/));
    expect(asker.clock.sleeping).toBe(0);
    expect(getEventListeners(asker.stop.signal, 'abort')).toEqual([]);
  });

  it('counts as an error when no answer came', async () => {
    const asker = createAsker();
    await asker.ask(await serveRaw((socket) => socket.resetAndDestroy()));
    expect(asker.observed).toMatchObject([{ endpoint: 'aggregates', code: 'error' }]);
  });

  it('says why it was refused', async () => {
    const server = createSocketServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(`http://127.0.0.1:${portOf(server)}`);
    server.close();
    await once(server, 'close');
    const answer = await createAsker().ask(url);
    expect(answer.kind).toBe('network');
    expect(answer).toHaveProperty('detail', expect.stringContaining('ECONNREFUSED'));
  });

  it('says why there is no TLS', async () => {
    const url = await serveRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    url.protocol = 'https:';
    const answer = await createAsker().ask(url);
    expect(answer.kind).toBe('network');
    expect(answer).toHaveProperty('detail', expect.stringMatching(/SSL|TLS/i));
  });

  it.each([
    [
      Object.assign(new Error('getaddrinfo ENOTFOUND x.example'), { code: 'ENOTFOUND' }),
      'getaddrinfo ENOTFOUND x.example',
    ],
    [
      Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate',
    ],
    [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new Error('given up'), 'given up'],
  ])('says what is known of it: %s', async (error, detail) => {
    const exchange = createExchange({
      fetch: async () => Promise.reject(error),
      clock: createVirtualClock(),
      timeoutMs: TIMEOUT_MS,
      userAgent: 'x',
      observe: () => undefined,
    });
    const request: ExchangeRequest = {
      endpoint: 'aggregates',
      method: 'GET',
      url: new URL('https://x.example'),
      headers: {},
    };
    expect(await exchange(request, new AbortController().signal)).toEqual({ kind: 'network', detail });
  });
});

describe('an end of the program', () => {
  it.each<[string, RequestListener]>([
    ['before the answer', () => undefined],
    ['within the body', (_, response) => response.writeHead(200, { 'content-length': '10' }).write('12345')],
  ])('%s rejects with its reason, closes the socket and leaves nothing', async (_, answer) => {
    const { url, socket } = await serve(answer);
    const asker = createAsker();
    const asked = asker.ask(url);
    const connection = await socket();
    const closed = closeOf(connection);
    const reason = new Error('stopped');
    asker.stop.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await closed;
    expect(asker.clock.sleeping).toBe(0);
    expect(getEventListeners(asker.stop.signal, 'abort')).toEqual([]);
    expect(asker.observed).toHaveLength(1);
  });

  it('before the request rejects and asks nothing', async () => {
    const { url, requests } = await serve((_, response) => response.end('ok'));
    const asker = createAsker();
    const reason = new Error('stopped');
    asker.stop.abort(reason);
    await expect(asker.ask(url)).rejects.toBe(reason);
    expect(requests).toEqual([]);
    expect(asker.observed).toEqual([]);
    expect(asker.clock.sleeping).toBe(0);
  });
});
