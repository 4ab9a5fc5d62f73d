import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/program.ts';
import { createInstallation } from '../../support/installation.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { site } from '../../support/sites.ts';

/** What ends a line, commands a terminal or turns the direction of reading somewhere. */
const RANGES = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
] as const;
const CONTROLS = RANGES.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)),
);

/** A header can carry these. */
const HEADER_CONTROLS = CONTROLS.filter((character) => character >= '\u0080' && character <= '\u009F').join(
  '',
);

const LONG_ID = `ROUTER_${HEADER_CONTROLS}${'x'.repeat(15_000)}`;

/** Refuses in Webex's manner, with all of them in whatever may be quoted. */
const refuse = (): Response => {
  const text = `a${CONTROLS.join('b')}c`;
  const body = JSON.stringify({ message: text, errors: [{ description: `d${text}` }] });
  return new Response(body, { status: 403, headers: { trackingid: LONG_ID } });
};

/** Of one outlet: what is written there, but for the line breaks that are its own. */
function findControls(shown: string): string[] {
  return CONTROLS.filter((character) => character !== '\n' && shown.includes(character));
}

describe('controls and long ids of an answer', () => {
  it('reach no log, no page and no document', async () => {
    await using installation = await createInstallation({
      env: { WEBEX_ANALYTICS_URL: 'http://127.0.0.1:1' },
      elsewhere: () => Promise.resolve(refuse()),
    });
    const { firstOutcome, text, output } = installation;
    expect(await firstOutcome(site)).toBe('forbidden');
    const outlets = { log: output.join(''), page: await text('/'), json: await text('/api/v1/status') };
    for (const [outlet, shown] of Object.entries(outlets)) {
      expect([outlet, findControls(shown)]).toEqual([outlet, []]);
      expect(shown).toContain('ROUTER_');
      expect(shown).not.toContain('x'.repeat(129));
    }
  });

  it.each([[[]], [['--show-answer']], [['--json']]])('reach no terminal by `check` %j', async (flags) => {
    let shown = '';
    const write = (text: string): void => void (shown += text);
    const stop = new AbortController();
    const runtime = createFakeRuntime({
      args: ['check', ...flags],
      env: { WEBEX_SITES: site, WEBEX_ACCESS_TOKEN: 'some-token-of-a-test' },
      fetch: () => Promise.resolve(refuse()),
      stdout: write,
      stderr: write,
      stop: stop.signal,
    });
    expect(await runProgram(runtime)).toBe(1);
    stop.abort();
    expect(shown).toContain('ROUTER_');
    expect(findControls(shown)).toEqual([]);
    expect(shown).not.toContain('x'.repeat(129));
  });

  it.each([
    ['a setting', { env: { WEBEX_SITES: site, WEBEX_POLL_INTERVAL: CONTROLS.join('') } }],
    ['an argument', { args: [CONTROLS.join('')] }],
    ['a flag', { args: [`--shard=${CONTROLS.join('')}`] }],
  ])('of %s reach no terminal either', async (_, given) => {
    let shown = '';
    const runtime = createFakeRuntime({ ...given, stderr: (text) => (shown += text) });
    expect(await runProgram(runtime)).toBe(2);
    expect(shown).toContain(String.raw`\u202e`);
    expect(findControls(shown)).toEqual([]);
  });
});
