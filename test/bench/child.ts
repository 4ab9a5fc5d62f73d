import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { IMAGE_ENVIRONMENT } from './image-environment.ts';

/** What a process has cost so far. */
export interface Cost {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly rssMiB: number;
  /** CPU time that the main thread took between two turns of the event loop, at most, since `watch`. */
  readonly longestTurnMs: number;
}

/** A measured process of its own. */
export interface Child {
  /** Base URL it listens on. */
  readonly url: string;
  readonly cost: () => Promise<Cost>;
  /** Begins anew to look at turns of the event loop; that costs CPU itself. */
  readonly watch: () => Promise<void>;
  /** Orders of its own; resolves when done. */
  readonly order: (order: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ChildOptions {
  readonly program: URL;
  /** Node's own. */
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const cost = z.object({ cpuMs: z.number(), rssMiB: z.number(), longestTurnMs: z.number() });
const PROBE = fileURLToPath(new URL('../../.tools/bench/test/bench/probe.cjs', import.meta.url));

/** A program of this folder, compiled: run by tsx it would be slower than what it stands for. */
export function compiled(name: 'bare' | 'poll-cost' | 'scrape-server' | 'webex'): URL {
  return new URL(`../../.tools/bench/test/bench/${name}.js`, import.meta.url);
}

/** Starts a program that says where it listens, in its log. */
export async function startChild({
  program,
  nodeArgs = [],
  args = [],
  env = {},
}: ChildOptions): Promise<Child> {
  const child = fork(fileURLToPath(program), args, {
    execArgv: ['--require', PROBE, ...nodeArgs],
    env: { PATH: process.env['PATH'], ...IMAGE_ENVIRONMENT, ...env },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit');
  const url = await readUrl(child);
  const ask = async (order: string): Promise<unknown> => {
    const answer: Promise<unknown[]> = once(child, 'message');
    child.send(order);
    const [message] = await answer;
    return message;
  };
  return {
    url,
    cost: async () => cost.parse(await ask('cost')),
    watch: async () => void (await ask('watch')),
    order: async (order) => void (await ask(order)),
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}

async function readUrl(child: ChildProcess): Promise<string> {
  let log = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      log += String(chunk);
      const address = /msg=listening address=(\S+)/.exec(log)?.[1];
      if (address !== undefined) resolve(`http://${address}`);
    });
    child.once('exit', (code) => reject(new Error(`a measured program ended with ${code}:\n${log}`)));
  });
}
