import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startProcess } from '../support/components/process.ts';

/** From half time to the end there are 2000 polls with some 2500 failed requests: a listener that each leaves is more. */
const MAX_GROWTH_BYTES = 1_000_000;

const output = z.object({
  outcomes: z.record(z.string(), z.number()),
  measured: z.array(z.object({ heapBytes: z.number(), handles: z.number(), timers: z.number() })),
});

describe('a process whose polls fail in every way', () => {
  it('holds no more at the end than at half time', async () => {
    const path = fileURLToPath(new URL('leak-process.ts', import.meta.url));
    await using child = await startProcess(process.execPath, ['--expose-gc', '--import', 'tsx', path]);
    const line = await child.waitForLine(/^\{"outcomes"/, 110_000);
    expect(await child.exited).toBe(0);
    const { outcomes, measured } = output.parse(JSON.parse(line));
    const failures =
      'forbidden invalid_response network no_data rate_limited server_error timeout unauthorized';
    expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(failures.split(' ')));

    const half = measured.slice(measured.length / 2 - 1, -1);
    const end = measured.at(-1);
    const most = (kind: 'heapBytes' | 'handles' | 'timers'): number =>
      Math.max(...half.map((holdings) => holdings[kind]));
    expect(end?.heapBytes).toBeLessThan(most('heapBytes') + MAX_GROWTH_BYTES);
    expect(end?.handles).toBeLessThanOrEqual(most('handles') + 4);
    expect(end?.timers).toBeLessThanOrEqual(most('timers') + 2);
  }, 120_000);
});
