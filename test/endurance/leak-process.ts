import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FetchAnswer, FetchRequest } from '../../src/fetch.ts';
import { runProgram } from '../../src/program.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { portOf } from '../support/port.ts';
import { programFetch } from '../support/program-fetch.ts';
import { createFakeRuntime } from '../support/runtime.ts';
import { createSettledClock } from '../support/settled-clock.ts';
import { stateRoot } from './state-root.ts';

/**
 * The whole program in virtual time, whose polls fail in every way over real connections, with state on a disk and tokens
 * that are renewed every few minutes. Prints, as JSON, what the process holds as time goes by. Run with --expose-gc.
 */

const POLLS_PER_MEASURE = 500;
const MEASURES = 8;
const INTERVAL_MS = 20_000;

const held = { open: 0, hanging: 0 };
const clock = createSettledClock(() => held.open !== held.hanging);
const webex = createUnreliableWebex();
await once(webex.listen(0, '127.0.0.1'), 'listening');
const webexUrl = `http://127.0.0.1:${portOf(webex)}`;

const stateDir = mkdtempSync(join(stateRoot, 'webex-exporter-'));
const outcomes: Record<string, number> = {};
const seen = { polls: 0 };
const random = createRandom(1);
const stop = new AbortController();
let listening: (address: string) => void = () => undefined;
const address = new Promise<string>((resolve) => (listening = resolve));
const ended = runProgram(
  createFakeRuntime({
    args: ['--web.listen-address=127.0.0.1:0', '--log.level=debug'],
    env: {
      WEBEX_SITES: 'one.webex.com,two.webex.com,three.webex.com,four.webex.com,five.webex.com',
      WEBEX_WINDOWS: '1d,7d',
      WEBEX_POLL_INTERVAL: `${INTERVAL_MS / 1000}s`,
      WEBEX_POLL_TIMEOUT: '2s',
      WEBEX_REQUESTS_PER_MINUTE: '100000',
      WEBEX_ANALYTICS_URL: webexUrl,
      WEBEX_API_URL: webexUrl,
      WEBEX_CLIENT_ID: 'a-client',
      WEBEX_CLIENT_SECRET: 'a-client-secret',
      WEBEX_REFRESH_TOKEN: 'a-refresh-token',
      WEBEX_STATE_DIR: stateDir,
    },
    clock,
    random: () => random.unit(),
    fetch: fetchWhole,
    stderr(text) {
      const [, place] = /msg=listening address=(\S+)/.exec(text) ?? [];
      if (place !== undefined) listening(place);
      const [, outcome] = /msg="poll ended".* outcome=(\w+)/.exec(text) ?? [];
      if (outcome === undefined) return;
      seen.polls += 1;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    },
    stop: stop.signal,
  }),
);
const url = `http://${await address}`;

const measured = [];
for (let measure = 1; measure <= MEASURES; measure += 1) {
  while (seen.polls < measure * POLLS_PER_MEASURE) {
    await clock.advance(INTERVAL_MS);
    for (const path of ['/metrics', '/', '/-/ready']) await (await fetch(`${url}${path}`)).arrayBuffer();
  }
  measured.push(await countHoldings());
}
stop.abort();
await clock.advance(INTERVAL_MS);
await ended;
rmSync(stateDir, { recursive: true });
process.stdout.write(`${JSON.stringify({ outcomes, measured })}\n`);
process.exit(0);

async function countHoldings(): Promise<Record<string, number>> {
  // Connections and finalizers take a moment of real time to go.
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await wait(50);
  }
  return {
    heapBytes: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().length,
    timers: clock.sleeping,
  };
}

/** Reads the body before it gives the answer, so that it is known when nothing is under way any more. */
async function fetchWhole(url: URL, request: FetchRequest): Promise<FetchAnswer> {
  held.open += 1;
  try {
    const { status, headers, body } = await programFetch(url, request);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body ?? []) chunks.push(chunk);
    return { status, headers, body: Readable.from(chunks) };
  } finally {
    held.open -= 1;
  }
}

/** A Webex that is right to a site for one interval and wrong for the next, so that retries do not help, in every way in turn. */
function createUnreliableWebex(): Server {
  const good = JSON.stringify({
    startDate: '2026-11-16',
    endDate: '2026-11-22',
    metrics: { totalMeetings: 123, participantsByRoles: { host: 1, attendee: 2 } },
  });
  const wrong: readonly ((response: ServerResponse) => void)[] = [
    (response) => response.writeHead(503, { 'retry-after': '1' }).end(),
    (response) => response.writeHead(429, { 'retry-after': '1' }).end('{"message":"slow down"}'),
    (response) => response.end('<html></html>'),
    (response) => response.end(good.slice(0, 99)),
    (response) => response.writeHead(403).end('{"message":"no licence"}'),
    (response) => response.writeHead(204).end(),
    (response) => response.destroy(),
    (response) => {
      held.hanging += 1;
      response.once('close', () => (held.hanging -= 1));
    },
  ];
  let requests = 0;
  let grants = 0;
  return createServer((request, response) => {
    request.resume();
    if (request.method === 'POST') {
      grants += 1;
      const tokens = {
        access_token: `access-${grants}`,
        refresh_token: `refresh-${grants}`,
        expires_in: 600,
      };
      if (grants % 5 === 0) response.writeHead(500).end();
      else response.end(JSON.stringify(tokens));
      return;
    }
    requests += 1;
    const { searchParams } = new URL(request.url ?? '', webexUrl);
    const turn = Math.floor(clock.now() / INTERVAL_MS) + (searchParams.get('siteUrl') ?? '').length;
    const fault = wrong[(turn >> 1) % wrong.length];
    // A token that is refused twice costs everybody minutes, so it is rare.
    if (requests % 997 < 2) response.writeHead(401).end();
    else if (requests % 501 === 0) response.end('x'.repeat(9_000_000));
    else if (turn % 2 === 0 || fault === undefined) response.end(good);
    else fault(response);
  });
}
