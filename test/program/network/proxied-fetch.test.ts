import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { FetchAnswer } from '../../../src/fetch.ts';
import { createOpen } from '../../../src/network/connection.ts';
import { createFetch } from '../../../src/network/fetch.ts';
import { createSecurity } from '../../../src/network/secure-options.ts';
import { NO_PROXIES, type ProxySettings } from '../../../src/proxy.ts';
import { portOf } from '../../support/port.ts';

const TARGET = new URL('https://webex.test/v1');
const NEVER = new AbortController().signal;

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

function ask(proxies: Partial<ProxySettings>, signal = NEVER, url = TARGET): Promise<FetchAnswer> {
  const fetch = createFetch({ proxies: { ...NO_PROXIES, ...proxies }, tls: {} });
  return fetch(url, { method: 'GET', headers: {}, redirect: 'manual', signal });
}

async function textOf({ body }: FetchAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function failureOf(https: URL, signal?: AbortSignal): Promise<string> {
  const error: unknown = await ask({ https }, signal).catch((reason: unknown) => reason);
  expect(String(error)).not.toContain('hidden-password');
  return String(error);
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
    const answer = await ask({ https });
    expect(answer.status).toBe(407);
    expect(await textOf(answer)).toBe(
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
    const open = createOpen(new URL('http://collector.test:4317'), https, createSecurity({}), 'h2');
    const socket = await open(AbortSignal.timeout(10_000));
    expect(String(await once(socket, 'data'))).toBe('hello');
    socket.destroy();
  });

  it('that passes plain http on says what Webex says, and 407 in our words', async () => {
    const http = await startProxy('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello');
    const url = new URL('http://webex.test/v1');
    expect(await textOf(await ask({ http }, NEVER, url))).toBe('hello');
    const strict = await startProxy('HTTP/1.1 407 No\r\ncontent-length: 5\r\n\r\nhello');
    const answer = await ask({ http: strict }, NEVER, url);
    expect(answer.status).toBe(407);
    expect(await textOf(answer)).toContain(`${strict.host} wants other credentials`);
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
    // Loopback is never proxied.
    const dead = new URL('http://127.0.0.1:1');
    const fetch = createFetch({ proxies: { http: dead, https: dead, noProxy: '' }, tls: {} });
    const answer = await fetch(new URL(`http://127.0.0.1:${portOf(server)}/path?a=b`), {
      method: 'POST',
      headers: { 'x-sent': 'yes' },
      body: 'text',
      redirect: 'manual',
      signal: NEVER,
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-seen')).toBe('yes');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await textOf(answer)).toBe('POST /path?a=b text');
  });
});
