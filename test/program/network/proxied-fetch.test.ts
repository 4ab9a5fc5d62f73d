import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOpen } from '../../../src/network/connection.ts';
import { createFetch } from '../../../src/network/fetch.ts';
import { NO_PROXIES } from '../../../src/proxy.ts';
import { portOf } from '../../support/port.ts';

const TARGET = 'https://webex.test/v1';

const opened: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(() => {
  for (const { server, sockets } of opened.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

/** A proxy that answers what it reads with these bytes, and then does what `then` says. */
async function startProxy(answer: string, then: (socket: Socket) => void = () => undefined): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(answer);
      then(socket);
    });
  });
  opened.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://user:hidden-password@127.0.0.1:${portOf(server)}`);
}

async function failureOf(https: URL, signal?: AbortSignal): Promise<string> {
  const fetch = createFetch({ proxies: { ...NO_PROXIES, https }, tls: {} });
  const error: unknown = await fetch(TARGET, signal ? { signal } : {}).catch((reason: unknown) => reason);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  expect(String(cause)).not.toContain('hidden-password');
  return String(cause);
}

describe('a fetch by a proxy', () => {
  it.each([
    [403, 'it refuses the connection (HTTP 403)'],
    [502, 'it refuses the connection (HTTP 502)'],
    [503, 'it refuses the connection (HTTP 503)'],
  ])('that answers %i says so', async (status, said) => {
    const proxy = await startProxy(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    expect(await failureOf(proxy)).toBe(`ProxyError: by the proxy http://<redacted>@${proxy.host}: ${said}`);
  });

  it('that answers 407 is a 407, with the proxy in its words', async () => {
    const https = await startProxy('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n');
    const answer = await createFetch({ proxies: { ...NO_PROXIES, https }, tls: {} })(TARGET);
    expect(answer.status).toBe(407);
    expect(await answer.text()).toBe(
      `{"message":"the proxy http://<redacted>@${https.host} wants other credentials"}`,
    );
  });

  it.each([
    ['closes', '', (socket: Socket): unknown => socket.end()],
    ['resets', '', (socket: Socket): unknown => socket.resetAndDestroy()],
    ['speaks no HTTP', 'SSH-2.0-OpenSSH\r\n', (): unknown => undefined],
  ])('that %s fails by its name', async (_, answer, then) => {
    const proxy = await startProxy(answer, then);
    expect(await failureOf(proxy)).toMatch(
      /^ProxyError: by the proxy http:\/\/<redacted>@127\.0\.0\.1:\d+: \S/,
    );
  });

  it('that hangs ends when it is called off', async () => {
    const proxy = await startProxy('');
    const call = new AbortController();
    const failure = failureOf(proxy, call.signal);
    setTimeout(() => call.abort(), 50);
    expect(await failure).toMatch(/AbortError/);
  });

  it('whose target speaks first loses no byte of it', async () => {
    const https = await startProxy('HTTP/1.1 200 OK\r\n\r\nhello');
    const open = createOpen(new URL('http://collector.test:4317'), {
      proxies: { ...NO_PROXIES, https },
      tls: {},
    });
    const socket = await open(AbortSignal.timeout(10_000));
    expect(String(await once(socket, 'data'))).toBe('hello');
    socket.destroy();
  });

  it('is none where there is no proxy and no certificate: the runtime’s own fetch', () => {
    expect(createFetch({ proxies: NO_PROXIES, tls: {} })).toBe(fetch);
  });

  it('carries method, headers and body, and gives back status, headers and body', async () => {
    const server = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        response.writeHead(201, { 'x-seen': String(headers['x-sent']), 'retry-after': '7' });
        response.end(`${method} ${url} ${Buffer.concat(chunks).toString()}`);
      });
    });
    opened.push({ server, sockets: new Set() });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // Loopback is never proxied: what goes here is undici's own fetch.
    const dead = new URL('http://127.0.0.1:1');
    const own = createFetch({ proxies: { http: dead, https: dead, noProxy: '' }, tls: {} });
    const answer = await own(`http://127.0.0.1:${portOf(server)}/path?a=b`, {
      method: 'POST',
      headers: { 'x-sent': 'yes' },
      body: 'text',
    });
    expect(answer).toBeInstanceOf(Response);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-seen')).toBe('yes');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.text()).toBe('POST /path?a=b text');
  });
});
