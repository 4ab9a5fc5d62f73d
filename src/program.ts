import { describeBuild } from './build.ts';
import { findConfigProblems } from './commands/configuration.ts';
import { renderHelp } from './commands/help.ts';
import type { CommandContext } from './commands/serve.ts';
import { toErrorWords } from './error-words.ts';
import { UsageError } from './usage-error.ts';
import { readCommandLine } from './config/command-line.ts';
import type { Command } from './config/commands.ts';
import { createLogger } from './log.ts';
import type { Runtime } from './runtime.ts';
import { createRedactor } from './secret.ts';
import { escapeControls } from './shown-text.ts';

export type ExitCode = 0 | 1 | 2;

type Run = (context: CommandContext) => Promise<ExitCode | void>;

/** Each is loaded when it is asked for: the exporter need not hold the simulator in memory. */
const LOAD: Readonly<Record<Command, () => Promise<Run>>> = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  demo: async () => (await import('./commands/demo.ts')).demo,
  simulate: async () => (await import('./commands/simulate.ts')).simulate,
  check: async () => (await import('./commands/check.ts')).check,
  login: async () => (await import('./commands/login.ts')).login,
  backfill: async () => (await import('./commands/backfill.ts')).backfill,
  health: async () => (await import('./commands/health.ts')).health,
  rules: async () => (await import('./commands/rules.ts')).rules,
};

/** Runs one command to its end: 0 clean stop, 2 bad usage or configuration, 1 any other fatal error. */
export async function runProgram(runtime: Runtime): Promise<ExitCode> {
  const redactor = createRedactor();
  const commandLine = readCommandLine(runtime.args);
  const { command, request, problems, isClear } = commandLine;
  if (problems.length > 0) {
    const others = isClear && request === 'run' ? await findConfigProblems(commandLine, runtime) : [];
    return refuse(runtime, [...problems, ...others]);
  }
  if (request === 'help') {
    runtime.stdout(renderHelp(commandLine.named));
    return 0;
  }
  if (request === 'version') {
    runtime.stdout(describeBuild(runtime.build));
    return 0;
  }
  const log = createLogger({
    level: commandLine.values['log.level'],
    format: commandLine.values['log.format'],
    write: runtime.stderr,
    redact: redactor.redact,
  });
  try {
    const run = await LOAD[command]();
    runtime.onLoaded();
    const code = await run({ commandLine, runtime, log, redactor });
    return code ?? 0;
  } catch (error) {
    if (error instanceof UsageError) return refuse(runtime, error.problems);
    const message = runtime.stop.aborted ? 'stopped before the end' : 'stopped by an error';
    log.error(message, { error: toErrorWords(error) });
    return 1;
  }
}

function refuse({ stderr }: Runtime, problems: readonly string[]): ExitCode {
  for (const problem of problems) stderr(`webex-exporter: ${escapeControls(problem)}\n`);
  stderr('webex-exporter: see --help\n');
  return 2;
}
