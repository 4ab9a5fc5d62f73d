import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toErrorWords } from '../error-words.ts';
import type { Logger } from '../log.ts';
import type { DayBlocks } from './fill.ts';

const run = promisify(execFile);

/** Makes Prometheus's blocks of day files. */
export interface BlockMaker extends DayBlocks {
  /** What keeps promtool from running, as a line for its user; asked before hours of work that would end with it. */
  readonly findFault: () => Promise<string | undefined>;
}

/** `promtool` is its path, `tsdb` the directory of the blocks. */
export function createBlockMaker(promtool: string, tsdb: string, log: Logger): BlockMaker {
  return {
    tsdb,
    async findFault() {
      try {
        await run(promtool, ['--version']);
        return undefined;
      } catch (error) {
        return `--promtool ${promtool} cannot be run: ${describe(error)}`;
      }
    },
    async make(day, path, signal) {
      // A block every two hours, as by default, takes three times as long and five times the space.
      const form = ['create-blocks-from', '--max-block-duration=24h', 'openmetrics'];
      try {
        await run(promtool, ['tsdb', ...form, path, tsdb], { signal });
      } catch (error) {
        throw new Error(`promtool made no blocks of ${path}: ${describe(error)}`, { cause: error });
      }
      log.info('blocks made', { day, tsdb });
    },
  };
}

function describe(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said || toErrorWords(error);
}
