import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readBoundedFileSync } from './bounded-file.ts';
import { createClock } from './clock.ts';
import { readNetworkConfig } from './config/config.ts';
import { createFetch } from './network/fetch.ts';
import { runProgram } from './program.ts';
import type { Signals } from './signals.ts';

/** Commands that may end before their work is done; cut short by a stop, they must not look like a success. */
const WORKING_COMMANDS = new Set(['check', 'login', 'backfill']);

/** Runs the program in the real world, and ends the process with its exit code. */
export async function enter(signals: Signals): Promise<never> {
  const packageFile = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(packageFile));
  const args = process.argv.slice(2);
  if (args.some((arg) => WORKING_COMMANDS.has(arg))) signals.codeOfForcedStop = 1;
  // Every poll under way listens to this one signal.
  setMaxListeners(0, signals.stop);

  // What is wrong with them is told by the command, with everything else that is.
  const { proxies, ca } = readNetworkConfig({ env: process.env, readFile: readBoundedFileSync }, []);

  const exitCode = await runProgram(
    {
      args,
      env: process.env,
      clock: createClock(Date.now),
      random: Math.random,
      fetch: createFetch({ proxies, tls: ca === undefined ? {} : { ca } }),
      stdout: (text) => process.stdout.write(text),
      stderr: (text) => process.stderr.write(text),
      isTerminal: process.stderr.isTTY,
      onHangup: signals.onHangup,
      stop: signals.stop,
      build: {
        version,
        revision: process.env['WEBEX_EXPORTER_REVISION'] ?? 'unknown',
        nodeVersion: process.version,
      },
    },
    readBoundedFileSync,
  );
  // Idle keep-alive connections to Webex would hold the process for seconds.
  process.exit(exitCode);
}
