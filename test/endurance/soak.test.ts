import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../support/components/command.ts';

const SCRIPT = fileURLToPath(new URL('soak-process.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What may be held more at the end: what a collector left for later. A leak of 400 bytes a poll would be more. */
const GROWTH_BYTES = 4_000_000;

const result = z.object({
  polls: z.number(),
  scrapes: z.number(),
  measured: z.array(z.object({ heapBytes: z.number(), handles: z.number() })),
});

it(
  '10,000 polls and 10,000 scrapes leave no more behind than there was before',
  { timeout: 180_000 },
  async () => {
    const { code, stdout, stderr } = await runCommand(
      process.execPath,
      ['--expose-gc', '--import', 'tsx', SCRIPT],
      { cwd: ROOT },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { polls, scrapes, measured } = result.parse(JSON.parse(stdout));
    // A first poll is followed within an interval and a half, so there are some more than scrapes.
    expect(polls).toBeGreaterThanOrEqual(20_000);
    expect(scrapes).toBe(20_000);
    const heaps = measured.map(({ heapBytes }) => heapBytes);
    expect(heaps.length).toBeGreaterThan(8);
    // The least of three, since one moment can still hold what the next one lets go.
    const [before, after] = [Math.min(...heaps.slice(0, 3)), Math.min(...heaps.slice(-3))];
    expect(after - before).toBeLessThan(GROWTH_BYTES);
    const handles = measured.map((moment) => moment.handles);
    expect(Math.min(...handles.slice(-3))).toBeLessThanOrEqual(Math.min(...handles.slice(0, 3)));
  },
);
