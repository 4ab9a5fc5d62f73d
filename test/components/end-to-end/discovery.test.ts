import { expect, it, vi } from 'vitest';
import { listenSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startExporter } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';

it('an account with discovery polls the sites that Webex names, by its patterns, the explicit ones first', async () => {
  const simulator = createSimulator({ now: Date.now });
  const webex = await listenSimulator(simulator);
  await using exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], {
    WEBEX_DISCOVER: 'true',
    WEBEX_DISCOVER_EXCLUDE: '*-labs.webex.com',
    WEBEX_SITES: 'acme-eu.webex.com',
    WEBEX_WINDOWS: '1d',
    WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
    WEBEX_ANALYTICS_URL: webex.url,
    WEBEX_API_URL: webex.url,
  });
  const url = await urlOf(exporter);
  const wanted = simulator.sites.filter((site) => !site.includes('-labs'));
  await vi.waitFor(
    async () => {
      expect((await fetch(`${url}/-/ready`)).status).toBe(200);
      const page = await (await fetch(`${url}/metrics`)).text();
      const sites = Array.from(page.matchAll(/^webex_meetings\{site="([^"]+)"/gm), ([, site]) => site ?? '');
      expect(sites[0]).toBe('acme-eu.webex.com');
      expect(sites.sort()).toEqual([...wanted].sort());
    },
    { timeout: 20_000, interval: 200 },
  );
  expect(simulator.requests.perSite.get('acme-eu.webex.com')).toBe(1);
  expect(exporter.stderr.join('\n')).toMatch(/msg="sites discovered" account=default by=licenses/);
  await webex.close();
});
