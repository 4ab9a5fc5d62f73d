import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onceDead } from './guard.ts';
import { type RunningProcess, startProcess } from './process.ts';

/** A component that serves HTTP on 127.0.0.1. */
export interface RunningServer extends AsyncDisposable {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** What it has logged so far. */
  readonly log: readonly string[];
  /** Ends the process and removes its temporary folder. */
  readonly stop: () => Promise<void>;
}

export interface ServerProgram {
  readonly binary: string;
  /** Arguments, given the port to listen on. */
  readonly args: (port: number) => readonly string[];
  /** Path that answers 200 when the server can be used. */
  readonly readyPath: string;
  /** Folder of this run, removed on stop. */
  readonly folder: TemporaryFolder;
  readonly cwd?: string;
}

const ATTEMPTS = 3;
const PATIENCE_MS = 30_000;
const ASK_EVERY_MS = 50;

/** A temporary folder. It is removed when the server it is for stops, or when the worker ends. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

export async function createFolder(name: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `webex-exporter-${name}-`));
  // By then the server has been killed and writes no more.
  const callOff = onceDead('sleep 1; rm -rf "$0"', path);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      callOff();
    },
  };
}

/** Starts a server and waits until it is ready; rejects with its log when it does not get there. */
export async function startServer(program: ServerProgram): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = await startProcess(
      program.binary,
      program.args(port),
      program.cwd === undefined ? {} : { cwd: program.cwd },
    );
    const url = `http://127.0.0.1:${port}`;
    try {
      await untilReady(child, url + program.readyPath);
    } catch (error) {
      await child.stop('SIGKILL');
      // Somebody else may have taken the port between our asking for it and the server's binding to it.
      if (attempt < ATTEMPTS && child.stderr.some((line) => line.includes('address already in use')))
        continue;
      await program.folder.remove();
      throw error;
    }
    const stop = async (): Promise<void> => {
      await child.stop();
      await program.folder.remove();
    };
    return { url, log: child.stderr, stop, [Symbol.asyncDispose]: stop };
  }
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port was given'));
      });
    });
  });
}

async function untilReady(child: RunningProcess, url: string): Promise<void> {
  const state = { ended: false };
  void child.exited.then(() => (state.ended = true));
  const attempts = PATIENCE_MS / ASK_EVERY_MS;
  for (let attempt = 0; attempt < attempts && !state.ended; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return;
    await new Promise((resolve) => {
      setTimeout(resolve, ASK_EVERY_MS);
    });
  }
  throw new Error(`${url} did not get ready. Its log:\n${child.stderr.slice(-40).join('\n')}`);
}
