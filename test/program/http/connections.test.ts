import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limitConnections } from '../../../src/http/connections.ts';
import { listen, type ListenOptions } from '../../../src/http/server.ts';
import { portOf } from '../../support/port.ts';

const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

const sockets: Socket[] = [];
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const end of ends.splice(0)) await end();
});

/** A connection, and whether it still stands. */
interface Client {
  readonly socket: Socket;
  readonly isOpen: () => boolean;
}

async function open(port: number, bytes = ''): Promise<Client> {
  let closed = false;
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined).on('close', () => (closed = true));
  socket.resume();
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  return { socket, isOpen: () => !closed };
}

describe('limitConnections', () => {
  let waiting: ServerResponse[];
  let port: number;
  let server: Server;

  /** A server whose answers wait for `answer`. */
  async function start(max: number): Promise<() => void> {
    waiting = [];
    server = createServer((_, response) => waiting.push(response));
    const closeAll = limitConnections(server, max);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = portOf(server);
    ends.push(() => server.close());
    return closeAll;
  }

  async function openAndSeen(bytes = ''): Promise<Client> {
    const seen = once(server, bytes === '' ? 'connection' : 'request');
    const client = await open(port, bytes);
    await seen;
    return client;
  }

  async function ask(client: Client): Promise<void> {
    const seen = once(server, 'request');
    client.socket.write(REQUEST);
    await seen;
  }

  async function answer(): Promise<void> {
    const response = waiting.shift();
    if (!response) throw new Error('nobody waits');
    response.end('ok');
    await once(response, 'close');
  }

  it('closes the connection that has been idle for longest, to make room', async () => {
    await start(2);
    const [first, second] = [await openAndSeen(), await openAndSeen()];
    const third = await openAndSeen();
    await once(first.socket, 'close');
    expect([second.isOpen(), third.isOpen()]).toEqual([true, true]);
  });

  it('counts idleness from the last answer on', async () => {
    await start(2);
    const [first, second] = [await openAndSeen(), await openAndSeen()];
    await ask(first);
    await answer();
    await openAndSeen();
    await once(second.socket, 'close');
    expect(first.isOpen()).toBe(true);
  });

  it('spares a connection whose answer is under way while another is idle', async () => {
    await start(2);
    const busy = await openAndSeen(REQUEST);
    const idle = await openAndSeen();
    await openAndSeen();
    await once(idle.socket, 'close');
    expect(busy.isOpen()).toBe(true);
  });

  it('takes a connection whose answer has ended for idle again', async () => {
    await start(2);
    const [busy, done] = [await openAndSeen(REQUEST), await openAndSeen(REQUEST)];
    waiting.reverse();
    await answer();
    await openAndSeen();
    await once(done.socket, 'close');
    expect(busy.isOpen()).toBe(true);
  });

  it('closes the longest answer when no connection is idle', async () => {
    await start(2);
    const [first, second] = [await openAndSeen(REQUEST), await openAndSeen(REQUEST)];
    const third = await openAndSeen(REQUEST);
    await once(first.socket, 'close');
    expect([second.isOpen(), third.isOpen()]).toEqual([true, true]);
  });

  it('forgets connections that close by themselves', async () => {
    await start(2);
    const stays = await openAndSeen();
    for (let time = 0; time < 5; time++) {
      const gone = new Promise<void>((resolve) => {
        server.once('connection', (socket: Socket) => socket.once('close', () => resolve()));
      });
      (await open(port)).socket.end();
      await gone;
    }
    expect(stays.isOpen()).toBe(true);
  });

  it('closes all when told to', async () => {
    const closeAll = await start(5);
    const clients = [await openAndSeen(), await openAndSeen(REQUEST)];
    closeAll();
    await Promise.all(clients.filter(({ isOpen }) => isOpen()).map(({ socket }) => once(socket, 'close')));
    expect(clients.map(({ isOpen }) => isOpen())).toEqual([false, false]);
  });
});

describe('the server', () => {
  async function start(options: Partial<ListenOptions> = {}): Promise<number> {
    const app = new Hono().get('/', (context) => context.text('hello'));
    const server = await listen(app, { host: '127.0.0.1', port: 0, ...options });
    ends.push(() => server.close(0));
    return server.address.port;
  }

  it.each([
    ['say nothing', ''],
    ['never end their request', 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: '],
    ['keep connections for nothing', REQUEST],
  ])('answers others while 600 clients %s', async (_, bytes) => {
    const port = await start();
    for (let opened = 0; opened < 600; opened += 100) {
      await Promise.all(Array.from({ length: 100 }, () => open(port, bytes)));
    }
    await vi.waitFor(() => expect(sockets.filter(({ closed }) => !closed)).toHaveLength(512));
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
  });

  it('ends a request whose headers do not come to an end', async () => {
    const port = await start({ headersTimeoutMs: 100, timeoutCheckMs: 20 });
    const { socket } = await open(port, 'GET / HTTP/1.1\r\nhost: x\r\n');
    let received = '';
    socket.on('data', (chunk) => {
      received += String(chunk);
    });
    const dripping = setInterval(() => socket.write('x-slow: 1\r\n'), 10);
    await once(socket, 'close');
    clearInterval(dripping);
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('keeps no connection whose answer ends while it closes', async () => {
    const app = new Hono();
    const arrived = new Promise<(response: Response) => void>((arrive) => {
      app.get('/', () => new Promise<Response>((answer) => arrive(answer)));
    });
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const { socket } = await open(server.address.port, REQUEST);
    const answer = await arrived;
    const closed = server.close(600_000);
    answer(new Response('late'));
    await once(socket, 'close');
    await expect(closed).resolves.toBeUndefined();
  });

  it('refuses headers of more than 16 KiB', async () => {
    const port = await start();
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: 'x'.repeat(17_000) } });
    expect(response.status).toBe(431);
  });
});
