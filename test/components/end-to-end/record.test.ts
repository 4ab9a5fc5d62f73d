import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startExporter } from '../../support/components/process.ts';
import { parseExposition, type Page } from '../../support/exposition-parser.ts';
import { createFolder } from '../../support/folder.ts';
import { samplesOf, valueOf } from '../../support/installation.ts';
import { urlOf } from '../../support/listening.ts';
import { runCommandLine, startWebex } from './webex.ts';

const SITES = ['mycorp.webex.com', 'mycorp-eu.webex.com'];

describe('check --record', () => {
  it('keeps answers that simulate --replay serves and the exporter polls, with stand-ins for all names', async () => {
    const folder = createFolder();
    await using webex = await startWebex({ sites: SITES });
    const env = { ...webex.env, WEBEX_SITES: SITES.join(',') };
    // Before it is midnight, should it be that soon.
    const [from, to] = yesterday();
    const { code, stderr } = await runCommandLine(['check', `--record=${folder}`], env);
    expect([code, stderr]).toEqual([0, expect.stringContaining('answers recorded')]);

    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(texts.filter((text) => /mycorp|simulator-token/i.test(text))).toEqual([]);
    expect(statSync(join(folder, '.salt')).mode & 0o777).toBe(0o600);

    await using replay = await startExporter([
      'simulate',
      `--replay=${folder}`,
      '--simulator.listen-address=127.0.0.1:0',
    ]);
    const said = [await replay.waitForLine(/WEBEX_ANALYTICS_URL=/), await replay.waitForLine(/WEBEX_SITES=/)];
    const url = /WEBEX_API_URL=(\S+)/.exec(said[0] ?? '')?.[1] ?? '';
    const sites = /WEBEX_SITES=(\S+)/.exec(said[1] ?? '')?.[1] ?? '';
    expect(sites.split(',')).toHaveLength(2);
    await using exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], {
      WEBEX_ANALYTICS_URL: url,
      WEBEX_API_URL: url,
      WEBEX_ACCESS_TOKEN: 'any-token-at-all',
      WEBEX_SITES: sites,
      WEBEX_LIVE: 'account',
    });
    const exporterUrl = await urlOf(exporter);
    await vi.waitFor(
      async () => {
        const page = parseExposition(await (await fetch(`${exporterUrl}/metrics`)).text());
        // Two sites of three windows, and what is live.
        expect(samplesOf(page, 'webex_poll_success', {}).map(({ value }) => value)).toEqual(
          Array.from({ length: 7 }, () => 1),
        );
        expect(meetingsOf(page)).toEqual(
          SITES.map((site) => webex.simulator.answer(site, from, to).metrics.totalMeetings).sort(ascending),
        );
        expect(valueOf(page, 'webex_live_meetings', { account: 'default' })).toBeGreaterThanOrEqual(0);
      },
      { timeout: 20_000, interval: 200 },
    );
  });

  it('says that a folder cannot be used before it asks', async () => {
    await using webex = await startWebex({ sites: SITES });
    const { code, stderr } = await runCommandLine(['check', '--record=/dev/null/recordings'], {
      ...webex.env,
      WEBEX_SITES: SITES.join(','),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--record: ');
    expect(webex.simulator.requests.total).toBe(0);
  });
});

function meetingsOf(page: Page): number[] {
  return samplesOf(page, 'webex_meetings', { window: '1d' })
    .map(({ value }) => value)
    .sort(ascending);
}

function yesterday(): [from: string, to: string] {
  const day = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
  return [day, day];
}

function ascending(one: number, other: number): number {
  return one - other;
}
