import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAnswerLimit, type AnswerLimits } from '../../../src/http/answer-limit.ts';
import { answerInParts } from '../../../src/http/parted-body.ts';
import { createSecurityHeaders } from '../../../src/http/security-headers.ts';
import { listen, type ListenOptions } from '../../../src/http/server.ts';
import { readWebConfig } from '../../../src/http/web-config/web-config.ts';
import { SERVER_TLS, tlsText } from '../../support/certificates.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

const folder = createFolder();
const MIB = 2 ** 20;

/** More than the system takes over of an answer that nobody reads. */
const PARTS = Array.from({ length: 320 }, (_, index) => Buffer.alloc(MIB / 16, `${index} `));
const BYTES = 20 * MIB;

const sockets: Socket[] = [];
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const end of ends.splice(0)) await end();
});

async function start(limits: AnswerLimits = {}, options: Partial<ListenOptions> = {}): Promise<number> {
  const app = new Hono()
    .use(createSecurityHeaders({ style: '', script: '' }))
    .get('/', createAnswerLimit(limits))
    .get('/', (context) => {
      return answerInParts(context, { parts: PARTS, bytes: BYTES }, { 'content-type': 'text/plain' });
    })
    .get('/-/healthy', (context) => context.text('healthy'));
  const server = await listen(app, { host: '127.0.0.1', port: 0, ...options });
  ends.push(() => server.close(0));
  return server.address.port;
}

/** Asks and reads the beginning alone. */
async function askAndStop(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'readable');
  return socket;
}

describe('a body in parts', () => {
  const whole = Buffer.concat(PARTS);

  it('arrives whole, with its length and the headers that every page has', async () => {
    const port = await start();
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.headers.get('content-length')).toBe(String(BYTES));
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await response.arrayBuffer()).equals(whole)).toBe(true);
  });

  it('arrives whole over TLS', async () => {
    const file = join(folder, 'web.yml');
    writeFileSync(file, SERVER_TLS);
    const { config } = await readWebConfig(file, FILES);
    const port = await start({}, { tls: config?.tls });
    const request = get({ host: '127.0.0.1', port, ca: tlsText('ca.pem'), agent: false });
    const response = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
    expect((await buffer(response)).equals(whole)).toBe(true);
  });

  it('is described to HEAD and not sent', async () => {
    const port = await start();
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe(String(BYTES));
    expect(await response.text()).toBe('');
  });

  it('is held once, however many readers do not read', async () => {
    const port = await start();
    const before = process.memoryUsage().arrayBuffers;
    for (let reader = 0; reader < 50; reader++) await askAndStop(port);
    // A copy for each would be a gigabyte.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(BYTES);
  });
});

describe('answers under way', () => {
  it('are refused beyond their number, with a time to come back, while health is told', async () => {
    const port = await start({ max: 3 });
    const readers = [await askAndStop(port), await askAndStop(port), await askAndStop(port)];
    const refused = await fetch(`http://127.0.0.1:${port}/`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.text()).toBe('too many answers are under way\n');
    expect((await fetch(`http://127.0.0.1:${port}/-/healthy`)).status).toBe(200);
    readers[0]?.destroy();
    await vi.waitFor(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/`);
      await response.arrayBuffer();
      expect(response.status).toBe(200);
    });
  });

  it('end after their time, though the reader stays', async () => {
    const port = await start({ max: 1, timeoutMs: 50 });
    await askAndStop(port);
    await vi.waitFor(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
      expect(response.status).toBe(200);
    });
  });
});
