import type { RunningProcess } from './components/process.ts';

/** The base URL of an exporter that was started with port 0, from its log. */
export async function urlOf(program: RunningProcess): Promise<string> {
  const line = await program.waitForLine(/listening/);
  const address = /address=(\S+)/.exec(line)?.[1];
  if (address === undefined) throw new Error(`no address in: ${line}`);
  return `http://${address}`;
}
