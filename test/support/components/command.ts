import { execFile } from 'node:child_process';

/** How a command ended: its exit code and everything it wrote. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Text for the command's standard input; default: none. */
  readonly stdin?: string;
  readonly cwd?: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The command is killed after this. Default: 180,000. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 180_000;
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** Runs a command to its end. A non-zero exit code is an answer; rejects when it cannot be started or is killed. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      {
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: { ...process.env, ...options.env },
        timeout: options.timeLimitMs ?? TIME_LIMIT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: OUTPUT_LIMIT_BYTES,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else
          reject(new Error(`${command}: ${error.code ?? error.signal ?? error.message}`, { cause: error }));
      },
    );
    // A command may end without having read its input; its exit code says what happened.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.stdin ?? '');
  });
}

/** Like runCommand, for commands that must succeed: gives stdout, rejects with the first line of stderr otherwise. */
export async function runToSuccess(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, args, options);
  if (code === 0) return stdout;
  const [firstLine] = stderr.trim().split('\n');
  throw new Error(`${command} ${args.at(-1) ?? ''}: exit code ${code}: ${firstLine ?? ''}`);
}
