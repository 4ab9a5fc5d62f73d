import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toErrorWords } from '../error-words.ts';

const run = promisify(execFile);

/** Where blocks are made, and by which program. */
export interface BlockMaker {
  /** Path of promtool. */
  readonly promtool: string;
  /** Directory of the blocks. */
  readonly tsdb: string;
}

/** What keeps promtool from running, as a line for its user; asked before hours of work that would end with it. */
export async function findPromtoolFault(promtool: string): Promise<string | undefined> {
  try {
    await run(promtool, ['--version']);
    return undefined;
  } catch (error) {
    return `--promtool ${promtool} cannot be run: ${describe(error)}`;
  }
}

/** Makes Prometheus's blocks of one day file. Rejects with promtool's own words, and when `signal` aborts. */
export async function createBlocks(
  { promtool, tsdb }: BlockMaker,
  dayPath: string,
  signal: AbortSignal,
): Promise<void> {
  // A block every two hours, as by default, takes three times as long and five times the space.
  const form = ['create-blocks-from', '--max-block-duration=24h', 'openmetrics'];
  try {
    await run(promtool, ['tsdb', ...form, dayPath, tsdb], { signal });
  } catch (error) {
    throw new Error(`promtool made no blocks of ${dayPath}: ${describe(error)}`, { cause: error });
  }
}

function describe(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said || toErrorWords(error);
}
