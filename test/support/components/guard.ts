import { spawn } from 'node:child_process';

/**
 * Has a shell run `script` (with `argument` as `$0`) once this process is gone, and gives a function that calls it off.
 * vitest ends its workers by a signal, so exit handlers of a worker do not run; a pipe closes however a worker dies.
 */
export function onceDead(script: string, argument: string): () => void {
  const guard = spawn('sh', ['-c', `read _; ${script}`, argument], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // Ctrl-C in a terminal must not end the guard with everything else.
  });
  return () => {
    guard.kill('SIGKILL');
  };
}
