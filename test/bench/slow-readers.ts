import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { compiled, startChild } from './child.ts';
import { scrape, type Encoding } from './client.ts';
import { SERIES_PER_SITE } from './sites.ts';

const SCRAPES_BEFORE = 50;

/** The page is made anew a few times while they hang. */
const HANGING_MS = 4000;

export interface SlowReadersResult {
  readonly series: number;
  readonly encoding: Encoding;
  readonly readers: number;
  /** Resident memory that they add. */
  readonly addedMiB: number;
}

/** What clients cost that ask for the page and do not read it; one site changes between any two of them. */
export async function measureSlowReaders(
  series: number,
  readers: number,
  encoding: Encoding,
): Promise<SlowReadersResult> {
  const sites = String(Math.round(series / SERIES_PER_SITE));
  const child = await startChild({ program: compiled('scrape-server'), args: ['exporter', sites] });
  for (let count = 0; count < SCRAPES_BEFORE; count++) await scrape(child.url, encoding);
  const before = await child.cost();
  const { hostname, port } = new URL(child.url);
  const sockets: Socket[] = [];
  for (let count = 0; count < readers; count++) {
    await child.order('change one');
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`GET /metrics HTTP/1.1\r\nhost: localhost\r\naccept-encoding: ${encoding}\r\n\r\n`);
    sockets.push(socket);
    await sleep(HANGING_MS / readers);
  }
  const after = await child.cost();
  for (const socket of sockets) socket.destroy();
  await child.stop();
  return { series, encoding, readers, addedMiB: after.rssMiB - before.rssMiB };
}
