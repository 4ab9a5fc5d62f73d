import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { LOG_FORMATS, LOG_LEVELS } from '../log.ts';
import * as values from './values.ts';

export const COMMANDS = {
  serve: 'run the exporter until SIGTERM or SIGINT (the default command)',
  demo: 'run the exporter against the embedded Webex simulator: no account needed',
  simulate: 'run the Webex simulator alone, so that a deployed exporter can be tried against it',
} as const;

export type Command = keyof typeof COMMANDS;

export interface Flag {
  readonly name: string;
  /** What stands for its value in `--help`; undefined: it takes none. */
  readonly placeholder?: string;
  readonly defaultText?: string;
  readonly help: string;
  readonly commands: readonly Command[];
}
