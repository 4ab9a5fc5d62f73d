import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { runProgram } from '../../src/program.ts';
import { parseExposition } from '../support/exposition-parser.ts';
import { programFetch } from '../support/program-fetch.ts';
import { portOf } from '../support/port.ts';
import { createFakeRuntime } from '../support/runtime.ts';

/** The example of Cisco's own documentation, figure for figure. */
const EXAMPLE = readFileSync(new URL('../fixtures/seed-answer.json', import.meta.url), 'utf8');

const FIGURES = `
webex_meetings 123
webex_meetings_with_video 123
webex_meetings_with_sharing 123
webex_meetings_with_recording 123
webex_meeting_participants 123
webex_meeting_participants_by_join_method join_method=webApp 123
webex_meeting_participants_by_join_method join_method=cloudVideoDevice 123
webex_meeting_participants_by_join_method join_method=mobileMeetingsApp 123
webex_meeting_participants_by_role role=host 123
webex_meeting_participants_by_role role=attendee 123
webex_meeting_participants_by_country country=United States,country_code=US 123
webex_meeting_unique_hosts 123
webex_meeting_duration_seconds 74040
webex_meeting_audio_duration_seconds 74040
webex_meeting_telephone_duration_seconds 74040
webex_meeting_voip_duration_seconds 74040
webex_window_start_timestamp_seconds 1596240000
webex_window_end_timestamp_seconds 1596499200
`;

const stop = new AbortController();
let webex: Server | undefined;

afterEach(() => {
  stop.abort();
  webex?.close();
});

it('leads to exactly its figures on the page of the program', async () => {
  webex = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(EXAMPLE);
  });
  const output: string[] = [];
  const ended = runProgram(
    createFakeRuntime({
      args: ['--web.listen-address=127.0.0.1:0'],
      env: {
        WEBEX_SITES: 'cisco.webex.com',
        WEBEX_ANALYTICS_URL: await listenOn(webex),
        WEBEX_ACCESS_TOKEN: 'some-token',
        WEBEX_WINDOWS: '3d',
      },
      clock: createClock(Date.now),
      fetch: programFetch,
      stdout: (text) => output.push(text),
      stderr: (text) => output.push(text),
      stop: stop.signal,
    }),
  );

  const url = `http://${await foundIn(output, /msg=listening address=(\S+)/)}`;
  await foundIn(output, /msg="first figures"/);
  const page = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const shown = [...page.values()]
    .filter(({ name }) => /^webex_(meeting|window_(start|end))/.test(name))
    .flatMap(({ samples }) => samples)
    .map(({ name, labels: { site, window, ...own }, value }) => {
      expect([site, window]).toEqual(['cisco.webex.com', '3d']);
      const labels = Object.entries(own).map(([label, text]) => `${label}=${text}`);
      return [name, ...(labels.length === 0 ? [] : [labels.join(',')]), value].join(' ');
    });
  expect(shown).toEqual(FIGURES.trim().split('\n'));

  expect((await fetch(`${url}/-/ready`)).status).toBe(200);
  expect(await (await fetch(url)).text()).toContain('1–3 Aug');
  stop.abort();
  expect(await ended).toBe(0);
});

async function listenOn(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

/** What the program writes sooner or later: all of the match, or its group. */
async function foundIn(output: readonly string[], pattern: RegExp): Promise<string> {
  const search = (): RegExpExecArray | null => pattern.exec(output.join(''));
  await expect.poll(search, { timeout: 20_000 }).not.toBeNull();
  const match = search();
  return match?.[1] ?? match?.[0] ?? '';
}
