import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes Prometheus's blocks of one day file. Rejects with promtool's own words. */
export async function createBlocks(promtool: string, dayPath: string, tsdb: string): Promise<void> {
  try {
    await run(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', dayPath, tsdb]);
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`promtool made no blocks of ${dayPath}: ${said || String(error)}`, { cause: error });
  }
}
