import { setMaxListeners } from 'node:events';
import { describeBuild, readBuild } from './build.ts';
import type { Signals } from './signals.ts';

/** Commands that may end before their work is done; cut short by a stop, they must not look like a success. */
const WORKING_COMMANDS = new Set(['check', 'login', 'backfill']);

/** Runs the program in the real world, and ends the process with its exit code. */
export async function enter(signals: Signals): Promise<never> {
  const build = readBuild(process.env['WEBEX_EXPORTER_REVISION']);
  const args = process.argv.slice(2);
  // Asked for by scripts, again and again: nothing else is loaded for it.
  if (args.length === 1 && args[0] === '--version') {
    process.stdout.write(describeBuild(build));
    process.exit(0);
  }
  if (args.some((arg) => WORKING_COMMANDS.has(arg))) signals.codeOfForcedStop = 1;
  // Every poll under way listens to this one signal.
  setMaxListeners(0, signals.stop);

  const [{ readBoundedFileSync }, { createClock }, { readNetworkConfig }, { createFetch }, { runProgram }] =
    await Promise.all([
      import('./bounded-file.ts'),
      import('./clock.ts'),
      import('./config/network.ts'),
      import('./network/fetch.ts'),
      import('./program.ts'),
    ]);
  // What is wrong with them is told by the command, with everything else that is.
  const { proxies, ca } = readNetworkConfig({ env: process.env, readFile: readBoundedFileSync }, []);

  const exitCode = await runProgram(
    {
      args,
      env: process.env,
      clock: createClock(Date.now),
      random: Math.random,
      fetch: createFetch({ proxies, tls: { ca } }),
      stdout: (text) => process.stdout.write(text),
      stderr: (text) => process.stderr.write(text),
      isTerminal: process.stderr.isTTY,
      onHangup: signals.onHangup,
      stop: signals.stop,
      build,
    },
    readBoundedFileSync,
  );
  // Idle keep-alive connections to Webex would hold the process for seconds.
  process.exit(exitCode);
}
