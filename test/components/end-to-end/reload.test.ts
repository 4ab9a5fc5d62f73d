import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';
import { createFolder } from '../../support/folder.ts';

const PATIENCE = { timeout: 20_000, interval: 100 };

describe('a running exporter with a configuration file', () => {
  const file = join(createFolder(), 'webex-exporter.yaml');
  let simulator: Simulator;
  let webex: RunningSimulator;
  let exporter: RunningProcess;
  let url: string;

  function write(sites: string, more = ''): void {
    const text = `
analytics_url: ${webex.url}
windows: 1d
${more}
accounts:
  - name: acme
    credentials: { access_token: "\${TOKEN}" }
    sites: [${sites}]
`;
    // As Kubernetes does it: the new file takes the place of the old one whole.
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }

  const page = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
  const sitesOn = (text: string): string[] =>
    Array.from(text.matchAll(/^webex_meetings\{site="([^"]+)"/gm), ([, site]) => site ?? '');
  const lastSuccess = (text: string): string | undefined =>
    /^webex_poll_last_success_timestamp_seconds\{.*site="acme\.webex\.com".*$/m.exec(text)?.[0];

  beforeAll(async () => {
    simulator = createSimulator({ now: Date.now });
    webex = await listenSimulator(simulator);
    write('acme.webex.com');
    exporter = await startExporter(
      [
        `--config.file=${file}`,
        '--web.listen-address=127.0.0.1:0',
        '--web.enable-lifecycle',
        '--config.auto-reload',
      ],
      { TOKEN: SIMULATOR_CREDENTIALS.accessToken },
    );
    url = await urlOf(exporter);
    await exporter.waitForLine(/first figures/);
  });
  afterAll(async () => {
    await exporter?.stop();
    await webex?.close();
  });

  it('takes a new site over by POST, keeps the figures of the one that stays and asks only for the new one', async () => {
    const before = lastSuccess(await page());
    write('acme.webex.com, acme-eu.webex.com');
    const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
    expect(answer.status).toBe(200);
    await vi.waitFor(
      async () => expect(sitesOn(await page())).toEqual(['acme.webex.com', 'acme-eu.webex.com']),
      PATIENCE,
    );
    expect(before).toBeDefined();
    expect(lastSuccess(await page())).toBe(before);
    expect(Object.fromEntries(simulator.requests.perSite)).toEqual({
      'acme.webex.com': 1,
      'acme-eu.webex.com': 1,
    });
    expect(await page()).toMatch(/^webex_exporter_config_last_reload_successful 1$/m);
  });

  it('keeps the present configuration when the new one is bad, says why, and shows it in the gauge', async () => {
    write('acme.webex.com', 'poll_intervall: 1h');
    const answer = await fetch(`${url}/-/reload`, { method: 'PUT' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('unknown key "poll_intervall"; did you mean poll_interval?');
    await vi.waitFor(
      async () => expect(await page()).toMatch(/^webex_exporter_config_last_reload_successful 0$/m),
      PATIENCE,
    );
    expect(sitesOn(await page())).toEqual(['acme.webex.com', 'acme-eu.webex.com']);
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  });

  it('follows SIGHUP: a site that is taken away is gone', async () => {
    write('acme-eu.webex.com');
    process.kill(exporter.pid, 'SIGHUP');
    await vi.waitFor(async () => {
      expect(sitesOn(await page())).toEqual(['acme-eu.webex.com']);
      expect(await page()).toMatch(/^webex_exporter_config_last_reload_successful 1$/m);
    }, PATIENCE);
  });

  it('follows the file by itself with --config.auto-reload', async () => {
    write('acme-eu.webex.com, acme-apac.webex.com');
    await vi.waitFor(
      async () => expect(sitesOn(await page())).toEqual(['acme-eu.webex.com', 'acme-apac.webex.com']),
      PATIENCE,
    );
    expect(simulator.requests.perSite.get('acme-eu.webex.com')).toBe(1);
  });

  it('answers other methods and other exporters as it should', async () => {
    expect((await fetch(`${url}/-/reload`)).status).toBe(405);
    await using closed = await startExporter([`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'], {
      TOKEN: SIMULATOR_CREDENTIALS.accessToken,
    });
    const refused = await fetch(`${await urlOf(closed)}/-/reload`, { method: 'POST' });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('--web.enable-lifecycle');
  });
});
