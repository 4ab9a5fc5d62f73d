import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, type HttpServer } from '../../../src/http/server.ts';

const sockets: Socket[] = [];
const servers: HttpServer[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});

async function start(app = createTestApp()): Promise<{ server: HttpServer; url: string }> {
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  servers.push(server);
  return { server, url: `http://127.0.0.1:${server.address.port}` };
}

function createTestApp(): Hono {
  return new Hono()
    .get('/', (context) => context.text('hello'))
    .get('/hang', () => new Promise<Response>(() => undefined));
}

/** Sends bytes over a connection of its own. */
async function send(server: HttpServer, bytes: string): Promise<Socket> {
  const socket = connect(server.address.port, '127.0.0.1');
  sockets.push(socket);
  // A server that closes may reset it.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

/** Everything that a connection gets until it is closed. */
async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  await once(socket, 'close');
  return text;
}

describe('listen', () => {
  it('takes a free port for 0 and says which', async () => {
    const one = await start();
    const other = await start();
    expect(one.server.address).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
    expect(one.server.address.port).toBeGreaterThan(0);
    expect(other.server.address.port).not.toBe(one.server.address.port);
    expect(await (await fetch(one.url)).text()).toBe('hello');
  });

  it('rejects with the reason when the address is taken', async () => {
    const { server } = await start();
    const again = listen(createTestApp(), { host: '127.0.0.1', port: server.address.port });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('leaves the Request and Response of the program alone', async () => {
    const before = [globalThis.Request, globalThis.Response];
    await start();
    expect([globalThis.Request, globalThis.Response]).toEqual(before);
  });

  it('answers HTTP/1.0 without a Host, as health checks of HAProxy and Nagios ask', async () => {
    const { server } = await start();
    const answer = await readAll(await send(server, 'GET / HTTP/1.0\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*hello$/s);
  });

  it('lives through nonsense', async () => {
    const { server, url } = await start();
    for (const bytes of [
      '\x16\x03\x01',
      'GET\r\n\r\n',
      'TRACE / HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ])
      await send(server, bytes).then((socket) => socket.end());
    expect(await (await fetch(url)).text()).toBe('hello');
  });
});

describe('close', () => {
  it('closes a connection that has nothing to wait for', async () => {
    const { server } = await start();
    const socket = await send(server, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    await server.close(60_000);
    await expect(closed).resolves.toBeDefined();
  });

  it('lets a running answer end', async () => {
    const app = new Hono();
    const arrived = new Promise<(response: Response) => void>((arrive) => {
      app.get('/', () => new Promise<Response>((answer) => arrive(answer)));
    });
    const { server } = await start(app);
    const socket = await send(server, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    const answer = await arrived;
    const closed = server.close(60_000);
    answer(new Response('late'));
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*late/s);
    await closed;
  });

  it.each([
    ['waits for an answer that never comes', 'GET /hang HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['sent half a request', 'GET / HT'],
    ['sent nothing', ''],
  ])('does not wait longer than its grace for a client that %s', async (_, bytes) => {
    const { server } = await start();
    const socket = await send(server, bytes);
    const received = readAll(socket);
    // The server has seen it once a later connection is answered.
    await (await fetch(`http://127.0.0.1:${server.address.port}/`)).text();
    await server.close(20);
    expect(await received).toBe('');
  });

  it('refuses new connections', async () => {
    const { server, url } = await start();
    await server.close(0);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
