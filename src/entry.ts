import type { Build } from './runtime.ts';
import type { Signals } from './signals.ts';
import { keepYoungGenerationSmall } from './young-generation.ts';

/** Commands that may end before their work is done; cut short by a stop, they must not look like a success. */
const WORKING_COMMANDS = new Set(['check', 'login', 'backfill']);

/** Runs the program in the real world, and ends the process with its exit code. */
export async function enter(signals: Signals, build: Build): Promise<never> {
  const args = process.argv.slice(2);
  if (args.some((arg) => WORKING_COMMANDS.has(arg))) signals.codeOfForcedStop = 1;

  const [
    { createClock },
    { readNetworkConfig },
    { withFiles },
    { createFileAccess, createStateAccess },
    { createFetch },
    { runProgram },
  ] = await Promise.all([
    import('./clock.ts'),
    import('./config/network.ts'),
    import('./config/files-ahead.ts'),
    import('./file-access.ts'),
    import('./network/fetch.ts'),
    import('./program.ts'),
  ]);
  const { env, execArgv } = process;
  const clock = createClock(Date.now);
  const files = createFileAccess(clock);
  const stateFiles = createStateAccess(clock);
  signals.exit = (code) => {
    if (files.isHeld || stateFiles.isHeld) replaceProcess(code);
    process.exit(code);
  };
  // What is wrong with them is told by the command, with everything else that is.
  const { proxies, ca } = await withFiles(files, (given) => readNetworkConfig({ env, ...given }, []));

  const exitCode = await runProgram({
    args,
    env,
    clock,
    files,
    stateFiles,
    random: Math.random,
    fetch: createFetch({ proxies, tls: { ca } }),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    onHangup: signals.onHangup,
    onLoaded: () => keepYoungGenerationSmall([...execArgv, env['NODE_OPTIONS']].join(' ')),
    stop: signals.stop,
    build,
  });
  // Idle keep-alive connections to Webex would hold the process for seconds.
  signals.exit(exitCode);
}

/**
 * Another program takes this one's place, whose threads the system ends even in the middle of a file that never answers.
 * Only newer Nodes know how (22.15): older ones end when the mount comes back, or by SIGKILL.
 */
function replaceProcess(code: number): void {
  const { execve } = process as NodeJS.Process & {
    execve?: (file: string, args: string[], env: object) => never;
  };
  execve?.(process.execPath, [process.execPath, '-e', `process.exit(${code})`], {});
}
