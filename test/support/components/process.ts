import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onceDead } from './guard.ts';

export interface ProcessOptions {
  /** The whole environment besides `PATH`: nothing of the developer's shell reaches the process. Default: empty. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A child process of a test. It is killed when the worker that started it ends. */
export interface RunningProcess extends AsyncDisposable {
  readonly pid: number;
  /** Lines so far. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Resolves when the process has ended and its output is complete, with its exit code (128 + n for signal n). */
  readonly exited: Promise<number>;
  /**
   * The first line of either stream that matches, past or future. Rejects, showing the output, when the process ends
   * without one or after `timeoutMs` (default 15 000).
   */
  readonly waitForLine: (pattern: RegExp, timeoutMs?: number) => Promise<string>;
  /** Sends a signal (default SIGTERM) and gives the exit code; after 10 s it kills. Harmless when already ended. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number>;
}

const PATIENCE_MS = 15_000;
const KILL_AFTER_MS = 10_000;
const SHOWN_LINES = 40;

/** Starts our own program as users do: `node dist/main.js ARGS`. Needs a build. */
export async function startExporter(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
  return startProcess(process.execPath, [main, ...args], { env });
}

/** Starts a child process; rejects when there is no such program. */
export async function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<RunningProcess> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const output = collectLines(child.stdout, child.stderr);
  const exited = new Promise<number>((resolve) => {
    child.on('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} has no process id`);
  const callOff = onceDead('kill -9 "$0"', String(pid));
  void exited.then(callOff);

  async function waitForLine(pattern: RegExp, timeoutMs = PATIENCE_MS): Promise<string> {
    const known = output.all.find((line) => pattern.test(line));
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        output.listeners.delete(listener);
      };
      const fail = (what: string): void => {
        done();
        const shown = output.all.slice(-SHOWN_LINES).join('\n');
        reject(new Error(`${command} ${what} without a line like ${String(pattern)}. Its output:\n${shown}`));
      };
      const listener = (line: string): void => {
        if (!pattern.test(line)) return;
        done();
        resolve(line);
      };
      const timer = setTimeout(() => fail(`ran ${timeoutMs} ms`), timeoutMs);
      output.listeners.add(listener);
      void exited.then((code) => fail(`ended with exit code ${code}`));
    });
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    child.kill(signal);
    const killing = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    const code = await exited;
    clearTimeout(killing);
    return code;
  }

  return {
    pid,
    stdout: output.stdout,
    stderr: output.stderr,
    exited,
    waitForLine,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

interface Output {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly all: readonly string[];
  readonly listeners: Set<(line: string) => void>;
}

function collectLines(stdoutStream: Readable, stderrStream: Readable): Output {
  const all: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const collect = (stream: Readable): readonly string[] => {
    const lines: string[] = [];
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      all.push(line);
      for (const listener of listeners) listener(line);
    });
    return lines;
  };
  return { stdout: collect(stdoutStream), stderr: collect(stderrStream), all, listeners };
}
