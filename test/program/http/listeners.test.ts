import { once } from 'node:events';
import { createServer } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { listenOnAll, type HttpServers } from '../../../src/http/listeners.ts';
import { toUrl, type ListenTarget } from '../../../src/listening.ts';

const opened: HttpServers[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((servers) => servers.close(0)));
});

const app = new Hono().get('/', (context) => context.text('hello'));
const LOCAL: ListenTarget = { host: '127.0.0.1', port: 0 };

async function open(...targets: ListenTarget[]): Promise<HttpServers> {
  const servers = await listenOnAll(app, targets, undefined);
  opened.push(servers);
  return servers;
}

describe('listenOnAll', () => {
  it('answers on every address until it is closed', async () => {
    const servers = await open(LOCAL, { host: '127.0.0.2', port: 0 });
    const urls = servers.addresses.map((address) => toUrl(address, false));
    expect(urls).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^http:\/\/127\.0\.0\.2:\d+$/),
    ]);
    for (const url of urls) expect(await (await fetch(url)).text()).toBe('hello');
    await servers.close(0);
    for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('names flag and address of one that is taken, and keeps none of the others', async () => {
    const { addresses } = await open(LOCAL);
    const [taken] = addresses;
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    free.close();
    await once(free, 'close');

    const both: ListenTarget[] = [
      { host: '127.0.0.1', port },
      { host: '127.0.0.1', port: taken?.port ?? 0 },
    ];
    await expect(listenOnAll(app, both, undefined)).rejects.toThrow(
      `--web.listen-address: 127.0.0.1:${taken?.port} is taken by another process`,
    );
    const again = createServer().listen(port, '127.0.0.1');
    await once(again, 'listening');
    again.close();
  });

  it.each<[ListenTarget, string]>([
    [{ host: '192.0.2.1', port: 0 }, '--web.listen-address: 192.0.2.1:0 is no address of this machine'],
    [{ host: 'nowhere.invalid', port: 0 }, '--web.listen-address: nowhere.invalid:0 '],
    [{ fd: 999 }, '--web.systemd-socket: descriptor 999 is no TCP socket to listen on'],
  ])('says what is wrong with %j', async (target, said) => {
    await expect(listenOnAll(app, [target], undefined)).rejects.toThrow(said);
  });
});

describe('toUrl', () => {
  it.each([
    [{ address: '::', family: 'IPv6', port: 1 }, false, 'http://localhost:1'],
    [{ address: '0.0.0.0', family: 'IPv4', port: 1 }, true, 'https://localhost:1'],
    [{ address: '::1', family: 'IPv6', port: 1 }, false, 'http://[::1]:1'],
    [{ address: '10.0.0.1', family: 'IPv4', port: 1 }, true, 'https://10.0.0.1:1'],
  ])('of %j with TLS %s is %s', (address, isTls, url) => {
    expect(toUrl(address, isTls)).toBe(url);
  });
});
