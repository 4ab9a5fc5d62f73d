import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import { IMAGE_ENVIRONMENT } from './image-environment.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const ENVIRONMENT = { PATH: process.env['PATH'], ...IMAGE_ENVIRONMENT };

/** From the start of the process, by the clock: the fastest of all rounds, since what else runs can only add to it. */
export interface StartResult {
  /** `node -e 0`, to its end. */
  readonly nodeMs: number;
  /** `webex-exporter --version`, to its end. */
  readonly versionMs: number;
  /** Until the first byte of /metrics; nothing is polled yet. */
  readonly firstByteMs: number;
}

export async function measureStarts(rounds: number): Promise<StartResult> {
  // Webex takes a tenth of a second to answer at least, and nothing of that is the start's.
  const webex = createServer().listen(0, '127.0.0.1').unref();
  await once(webex, 'listening');
  // oxlint-disable-next-line no-unsafe-type-assertion -- of a server that listens by TCP
  const { port } = webex.address() as AddressInfo;
  const starts: { nodeMs: number; versionMs: number; firstByteMs: number }[] = [];
  // The first round warms up the system's cache of files.
  for (let round = 0; round <= rounds; round++) {
    const nodeMs = await runToEnd(['-e', '0']);
    const versionMs = await runToEnd([PROGRAM, '--version']);
    const firstByteMs = await startToFirstByte(`http://127.0.0.1:${port}`);
    if (round > 0) starts.push({ nodeMs, versionMs, firstByteMs });
  }
  webex.close();
  return {
    nodeMs: Math.min(...starts.map(({ nodeMs }) => nodeMs)),
    versionMs: Math.min(...starts.map(({ versionMs }) => versionMs)),
    firstByteMs: Math.min(...starts.map(({ firstByteMs }) => firstByteMs)),
  };
}

async function runToEnd(args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await once(spawn(process.execPath, args, { stdio: 'ignore', env: ENVIRONMENT }), 'exit');
  return performance.now() - startMs;
}

async function startToFirstByte(webexUrl: string): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [PROGRAM, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...ENVIRONMENT,
      WEBEX_SITES: 'bench.webex.com',
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: webexUrl,
    },
  });
  let log = '';
  let url: string | undefined;
  for await (const chunk of child.stderr) {
    log += String(chunk);
    url = /msg=listening address=(\S+)/.exec(log)?.[1];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error(`the program did not start:\n${log}`);
  await firstByteOf(url);
  const firstByteMs = performance.now() - startMs;
  child.kill();
  await once(child, 'exit');
  return firstByteMs;
}

/** By a bare connection: what a client of HTTP takes for its first request is not the program's. */
async function firstByteOf(address: string): Promise<void> {
  const { hostname, port } = new URL(`http://${address}`);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /metrics HTTP/1.1\r\nHost: ${address}\r\n\r\n`);
  await once(socket, 'data');
  socket.destroy();
}
