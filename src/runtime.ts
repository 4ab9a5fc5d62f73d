import type { Clock } from './clock.ts';
import type { Fetch } from './fetch.ts';
import type { FileAccess } from './file-access.ts';

/** The world as commands see it; only the entry knows the real one. */
export interface Runtime {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** To files that people name. */
  readonly files: FileAccess;
  /** To the state directory. */
  readonly stateFiles: FileAccess;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly fetch: Fetch;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether a person watches `stderr`. */
  readonly isTerminal: boolean;
  /** Calls the listener when the process is asked to reload (SIGHUP). */
  readonly onHangup: (listener: () => void) => void;
  /** To be called once, when the command is loaded and before it reads or keeps anything. */
  readonly onLoaded: () => void;
  /** Aborts when the process is asked to stop. */
  readonly stop: AbortSignal;
  readonly build: Build;
}

export interface Build {
  readonly version: string;
  readonly revision: string;
  readonly nodeVersion: string;
}
