import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { portOf } from '../../support/port.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const ENV = {
  WEBEX_SITES: 'acme.webex.com',
  WEBEX_ACCESS_TOKEN: 'some-token',
  WEBEX_ANALYTICS_URL: 'http://127.0.0.1:1',
};

let program: ChildProcess | undefined;
afterEach(() => {
  program?.kill('SIGKILL');
});

/** Starts the program as systemd does: with LISTEN_PID of itself, and the sockets from descriptor 3 on. */
function start(sockets: readonly number[]): ChildProcess {
  const script = `export LISTEN_PID=$$ LISTEN_FDS=${sockets.length}; exec "$0" "$@"`;
  const args = ['-c', script, process.execPath, MAIN, '--web.systemd-socket'];
  return spawn('/bin/sh', args, { env: ENV, stdio: ['ignore', 'ignore', 'pipe', ...sockets] });
}

async function readUntil(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += String(chunk);
  });
  const ended = once(child, 'exit');
  while (!pattern.test(text)) {
    const chunk = once(child.stderr ?? child, 'data');
    await Promise.race([chunk, ended]);
    if (child.exitCode !== null) break;
  }
  return text;
}

it('serves on a socket that is handed over', async () => {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const port = portOf(socket);
  // Node has no public way to the descriptor of a socket, which systemd has.
  const handle: unknown = Reflect.get(socket, '_handle');
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  if (typeof fd !== 'number') throw new Error('the socket has no descriptor');
  program = start([fd]);
  expect(await readUntil(program, /msg=listening/)).toContain(`address=127.0.0.1:${port}`);
  // From now on the program alone accepts.
  socket.close();
  expect((await fetch(`http://127.0.0.1:${port}/-/healthy`)).status).toBe(200);
});

it('exits 2 where none is', async () => {
  program = start([]);
  expect(await readUntil(program, /see --help/)).toContain(
    '--web.systemd-socket: systemd handed over no socket',
  );
  if (program.exitCode === null) await once(program, 'exit');
  expect(program.exitCode).toBe(2);
});
