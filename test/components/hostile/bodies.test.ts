import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../support/exposition-parser.ts';
import { startProcess } from '../../support/components/process.ts';
import { WORST_BODIES } from '../../support/worst-bodies.ts';
import { urlOf } from '../../support/listening.ts';
import { startWebex } from '../end-to-end/webex.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const SITES = ['one', 'two', 'three', 'four'].map((name) => `${name}.webex.com`);
const WINDOWS = ['1d', '7d', '28d'];

describe('with the heap of a small container', () => {
  it.each(WORST_BODIES)(
    '12 answers of %s cost little',
    async (_, body) => {
      await using webex = await startWebex({ sites: SITES });
      webex.simulator.faults.set('all', { kind: 'raw', body });
      await using program = await startProcess(
        process.execPath,
        ['--max-old-space-size=160', MAIN, '--web.listen-address=127.0.0.1:0', '--log.level=debug'],
        { env: { ...webex.env, WEBEX_SITES: SITES.join(','), WEBEX_WINDOWS: WINDOWS.join(',') } },
      );
      const url = await urlOf(program);
      const ended = (): number => program.stderr.filter((line) => line.includes('msg="poll ended"')).length;
      while (ended() < SITES.length * WINDOWS.length) {
        expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const outcomes = parseExposition(await (await fetch(`${url}/metrics`)).text()).get(
        'webex_poll_outcome',
      );
      expect(outcomes?.samples.map(({ labels }) => labels['outcome'])).toEqual(
        Array.from({ length: 12 }, () => 'invalid_response'),
      );
      expect(peakMib(program.pid)).toBeLessThan(200);
      expect(await program.stop()).toBe(0);
    },
    60_000,
  );
});

/** The most memory that the process has had. */
function peakMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
