import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../support/exposition-parser.ts';
import { startProcess } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';
import { startWebex } from '../end-to-end/webex.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const MIB = 1024 * 1024;
const SITES = ['one', 'two', 'three', 'four'].map((name) => `${name}.webex.com`);
const WINDOWS = ['1d', '7d', '28d'];

/** As much of a text as fits into an answer, as one list. */
function listOf(piece: (index: number) => string): string {
  const pieces: string[] = [];
  let length = 2;
  for (let index = 0; length < MIB; index += 1) {
    const next = piece(index);
    length += Buffer.byteLength(next) + 1;
    if (length < MIB) pieces.push(next);
  }
  return `[${pieces.join(',')}]`;
}

/** The same in lists that are each as long as a list may be. */
function listsOf(piece: (index: number) => string, perList = 9999): string {
  let index = 0;
  return listOf(() => {
    const size = Math.min(perList, Math.floor((MIB / 4 - 2) / (piece(index).length + 1)));
    return `[${Array.from({ length: size }, () => piece((index += 1))).join(',')}]`;
  });
}

/** What costs most for its size, each kind in its own way: as much as is read, whether or not it is built. */
const BODIES: readonly (readonly [what: string, body: string])[] = [
  ['a list of zeros', listOf(() => '0')],
  ['lists of empty lists, none of them too long', listsOf(() => '[]')],
  ['lists of empty objects', listsOf(() => '{}')],
  ['objects with a name of their own each', listsOf((index) => `{"${index.toString(36)}":0}`)],
  [
    'as many objects with a name of their own as may be',
    `[${Array.from({ length: 5 }, (_, list) => `[${Array.from({ length: 5900 }, (__, index) => `{"${(list * 5900 + index).toString(36)}":0}`).join(',')}]`).join(',')}]`,
  ],
  ['names that no list has twice', listsOf((index) => `"${index.toString(36)}"`)],
  ['numbers that are no small integers', listsOf(() => '.5e9'.replace('.', '1.'))],
  ['nests as deep as may be', listsOf(() => `${'['.repeat(29)}${']'.repeat(29)}`)],
  ['nests that never end', '['.repeat(MIB - 1)],
  ['one text of escapes', `["${String.raw`\u00e9`.repeat(Math.floor((MIB - 4) / 6))}"]`],
  ['text that two bytes are needed for', `["${'€'.repeat(Math.floor((MIB - 4) / 3))}"]`],
  ['blanks', ' '.repeat(MIB - 1) + '['],
  ['a byte too many', 'x'.repeat(MIB + 1)],
];

describe('with the heap of a small container', () => {
  it.each(BODIES)(
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
