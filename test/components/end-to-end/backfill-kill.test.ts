import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { simulatedAccount } from '../../support/backfill.ts';
import { dayAt, readDayFiles } from '../../support/day-files.ts';
import { createRandom } from '../../../src/simulator/world/random.ts';
import { startExporter } from '../../support/components/process.ts';
import { createFolder, type TemporaryFolder } from '../../support/components/server.ts';

const KILLS = 50;
const DAYS = 12;
const SITES = ['acme-apac.webex.com', 'acme-eu.webex.com'];
const WINDOWS = [1, 7, 28];
const ANSWERS = DAYS * SITES.length * WINDOWS.length;
/** As many as sites, so that a kill costs no more: what is under way, or answered and not yet kept. */
const CONCURRENCY = SITES.length;
const SEED = 20_261_123;

/** All runs are about the same days, though midnight may be between them. */
const startMs = Date.now();

const simulator = createSimulator({ now: Date.now, sites: SITES });
let webex: RunningSimulator;
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await createFolder('backfill');
  webex = await listenSimulator(simulator);
  // Answers that take as long as writing them: the moments of a kill spread over asking, keeping and writing.
  simulator.faults.set('all', { kind: 'delay', delayMs: 5 });
});
afterAll(async () => {
  await webex?.close();
  await folder?.remove();
});

interface Run {
  readonly code: number;
  readonly milliseconds: number;
}

/** A whole run, or one that is killed so many milliseconds after its start. */
async function run(directory: string, killAfterMs?: number): Promise<Run> {
  const now = Date.now();
  const program = await startExporter(
    [
      'backfill',
      `--from=${dayAt(startMs, -DAYS)}`,
      `--to=${dayAt(startMs, -1)}`,
      `--windows=${WINDOWS.map((days) => `${days}d`).join(',')}`,
      '--step=1h',
      `--output-dir=${directory}`,
    ],
    { ...simulatedAccount(simulator, webex.url), WEBEX_POLL_CONCURRENCY: String(CONCURRENCY) },
  );
  const killing =
    killAfterMs === undefined ? undefined : setTimeout(() => void program.stop('SIGKILL'), killAfterMs);
  const code = await program.exited;
  clearTimeout(killing);
  return { code, milliseconds: Date.now() - now };
}

/** The questions whose answer is a whole line of the directory's logs, as the simulator names them. */
async function readKept(directory: string): Promise<readonly string[]> {
  const answers = join(directory, 'answers');
  if (!existsSync(answers)) return [];
  const kept: string[] = [];
  for (const name of await readdir(answers)) {
    const day = Date.parse(name.slice(0, 10));
    for (const line of (await readFile(join(answers, name), 'utf8')).split('\n')) {
      const [, site, window = ''] = /^\{.*"site":"(.+?)","window":"(\d+)d",.*\}$/.exec(line) ?? [];
      if (site !== undefined) kept.push(`${site} ${dayAt(day, -Number(window))}..${dayAt(day, -1)}`);
    }
  }
  return kept;
}

it(
  `survives kill -9 at ${KILLS} random moments: equal files, and nothing kept is asked again`,
  { timeout: 600_000 },
  async () => {
    const random = createRandom(SEED);
    const undisturbed = join(folder.path, 'undisturbed');
    const whole = await run(undisturbed);
    expect(whole.code).toBe(0);
    expect(simulator.requests.total).toBe(ANSWERS);
    const files = readDayFiles(undisturbed);
    expect(files.size).toBe(DAYS);

    let kills = 0;
    let killsWithAnswers = 0;
    for (let round = 1; kills < KILLS; round += 1) {
      const directory = join(folder.path, `round-${round}`);
      const totalBefore = simulator.requests.total;
      let killsOfRound = 0;
      for (let isWhole = false; !isWhole;) {
        const kept = await readKept(directory);
        const before = simulator.requests.total;
        const { code } = await run(directory, kills < KILLS ? random.unit() * whole.milliseconds : undefined);
        const asked = simulator.requests.log
          .slice(before)
          .map(({ siteUrl, from, to }) => `${siteUrl} ${from}..${to}`);
        expect(asked.filter((question) => kept.includes(question))).toEqual([]);
        expect([0, 137]).toContain(code);
        isWhole = code === 0;
        if (isWhole) continue;
        kills += 1;
        killsOfRound += 1;
        if (kept.length > 0) killsWithAnswers += 1;
      }
      expect(readDayFiles(directory)).toEqual(files);
      expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(simulator.requests.total - totalBefore).toBeLessThanOrEqual(
        ANSWERS + killsOfRound * CONCURRENCY,
      );
    }
    // Else the campaign has only killed programs that were starting.
    expect(killsWithAnswers).toBeGreaterThan(KILLS / 4);
  },
);
