import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';

const SHARDS = 3;

describe('three shards and one exporter without shards, against the simulator', () => {
  let simulator: Simulator;
  let webex: RunningSimulator;
  let env: Record<string, string>;
  const shards: RunningProcess[] = [];

  beforeAll(async () => {
    simulator = createSimulator({ now: Date.now, sites: { count: 12, countries: 5 } });
    webex = await listenSimulator(simulator);
    env = {
      WEBEX_SITES: simulator.sites.join(','),
      WEBEX_WINDOWS: '1d,7d',
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: webex.url,
      WEBEX_REQUESTS_PER_MINUTE: '6000',
    };
    for (let index = 0; index < SHARDS; index++) {
      const args = ['--web.listen-address=127.0.0.1:0', `--shard=${index === 2 ? 'auto' : index}/${SHARDS}`];
      shards.push(await startExporter(args, { ...env, WEBEX_EXPORTER_POD_NAME: 'webex-exporter-2' }));
    }
  });
  afterAll(async () => {
    for (const shard of shards) await shard.stop();
    await webex?.close();
  });

  it('poll each site and window exactly once, and their pages together are the undivided page', async () => {
    const urls = await Promise.all(shards.map(urlOf));
    await Promise.all(urls.map(waitUntilReady));
    expect(simulator.requests.total).toBe(12 * 2);
    expect([...simulator.requests.perSite.values()]).toEqual(Array.from({ length: 12 }, () => 2));
    const together = (await Promise.all(urls.map(readFigures))).flat().sort();

    await using whole = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
    const wholeUrl = await urlOf(whole);
    await waitUntilReady(wholeUrl);
    expect(together).toEqual((await readFigures(wholeUrl)).sort());
    expect(together.length).toBeGreaterThan(12 * 2 * 15);
  });

  it('say on the page and in metrics which part is theirs and who has the rest', async () => {
    const [url = ''] = await Promise.all(shards.map(urlOf));
    const page = await (await fetch(`${url}/metrics`)).text();
    expect(page).toMatch(/^webex_exporter_shard 0$/m);
    expect(page).toMatch(/^webex_exporter_shards 3$/m);
    const status: unknown = await (await fetch(`${url}/api/v1/status`)).json();
    expect(status).toMatchObject({ shard: { index: 0, count: 3 } });
    const statusPage = await (await fetch(url)).text();
    expect(statusPage).toContain('0 of 3 (0 to 2)');
    expect(statusPage).toMatch(/site-\d{3}\.webex\.com: shard [12]/);
  });
});

async function waitUntilReady(url: string): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(`${url}/-/ready`)).status).toBe(200), {
    timeout: 20_000,
    interval: 100,
  });
}

async function readFigures(url: string): Promise<string[]> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return page
    .split('\n')
    .filter((line) => /^webex_(meeting|window_(start|end|pending)|polls_total|site_info)/.test(line));
}
