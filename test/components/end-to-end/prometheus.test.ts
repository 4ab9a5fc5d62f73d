import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/components/prometheus.ts';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { urlOf } from '../../support/listening.ts';
import { MINUTE_MS } from '../../support/time.ts';
import { waitForWholeDay } from '../../support/whole-day.ts';

const SITES = ['acme.webex.com', 'acme-eu.webex.com'];
const PATIENCE = { timeout: 20_000, interval: 250 };

for (const name of ['prometheus-bookworm', 'prometheus'] as const) {
  describeWith([name], `a real Prometheus (${name}) scrapes the exporter`, (paths) => {
    let simulator: Simulator;
    let webex: RunningSimulator;
    let exporter: RunningProcess;
    let prometheus: RunningPrometheus;

    beforeAll(async () => {
      await waitForWholeDay(MINUTE_MS);
      simulator = createSimulator({ now: Date.now, sites: SITES });
      webex = await listenSimulator(simulator);
      exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], {
        WEBEX_SITES: SITES.join(','),
        WEBEX_WINDOWS: '1d,7d',
        WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
        WEBEX_ANALYTICS_URL: webex.url,
        WEBEX_POLL_INTERVAL: '2s',
        WEBEX_REQUESTS_PER_MINUTE: '6000',
      });
      const target = new URL(await urlOf(exporter)).host;
      prometheus = await startPrometheus({
        binary: paths[name],
        scrapeConfigs: [{ job_name: 'webex', static_configs: [{ targets: [target] }] }],
      });
    });
    afterAll(async () => {
      await prometheus?.stop();
      await exporter?.stop();
      await webex?.close();
    });

    it('finds the target up, without a scrape error', async () => {
      await vi.waitFor(async () => {
        expect(await prometheus.targets()).toMatchObject([{ health: 'up', lastError: '' }]);
      }, PATIENCE);
    });

    it('has the figures that Webex gave', async () => {
      await vi.waitFor(async () => {
        const samples = await prometheus.query('webex_meetings');
        const got = Object.fromEntries(
          samples.map(({ labels, value }) => [`${labels['site']} ${labels['window']}`, value]),
        );
        expect(got).toEqual(expectedMeetings(simulator));
      }, PATIENCE);
      const series = await prometheus.series(['webex_meeting_unique_hosts']);
      expect(series).toHaveLength(SITES.length * 2);
      expect(Object.keys(series[0] ?? {}).sort()).toEqual(['__name__', 'instance', 'job', 'site', 'window']);
    });

    it('sees a country that vanished from the answer go stale', async () => {
      const selector = 'webex_meeting_participants_by_country{site="acme-eu.webex.com",window="7d"}';
      await vi.waitFor(
        async () => expect((await prometheus.query(selector)).length).toBeGreaterThan(3),
        PATIENCE,
      );

      simulator.faults.set('acme-eu.webex.com', {
        kind: 'raw',
        body: JSON.stringify({
          siteUrl: 'acme-eu.webex.com',
          metrics: {
            totalMeetings: 0,
            participantsByLocation: [{ country: 'France', totalParticipants: 4 }],
          },
        }),
      });
      await vi.waitFor(async () => {
        const left = await prometheus.query(selector);
        expect(left.map(({ labels, value }) => [labels['country'], labels['country_code'], value])).toEqual([
          ['France', 'FR', 4],
        ]);
      }, PATIENCE);
      // Absent is not 0, and 0 is 0.
      expect(await prometheus.query('webex_meeting_unique_hosts{site="acme-eu.webex.com"}')).toEqual([]);
      expect(await prometheus.query('webex_meetings{site="acme-eu.webex.com",window="7d"}')).toMatchObject([
        { value: 0 },
      ]);
    });

    it('sees a failing site fail, with its figures kept and the other site untouched', async () => {
      simulator.faults.set('acme-eu.webex.com', { kind: 'status', status: 404 });
      await vi.waitFor(async () => {
        expect(await prometheus.query('webex_poll_success{site="acme-eu.webex.com"} == 0')).toHaveLength(2);
      }, PATIENCE);
      expect(await prometheus.query('webex_polls_total{outcome="not_found"} > 0')).toHaveLength(2);
      expect(await prometheus.query('webex_meetings{site="acme-eu.webex.com"}')).toHaveLength(2);
      expect(await prometheus.query('webex_poll_success{site="acme.webex.com"} == 1')).toHaveLength(2);
      simulator.faults.clear('acme-eu.webex.com');
    });
  });
}

function expectedMeetings(simulator: Simulator): Record<string, number> {
  const yesterday = Math.floor(Date.now() / 86_400_000) - 1;
  const date = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
  const entries = SITES.flatMap((site) =>
    [1, 7].map((days) => {
      const { metrics } = simulator.answer(site, date(yesterday - days + 1), date(yesterday));
      return [`${site} ${days}d`, metrics.totalMeetings] as const;
    }),
  );
  return Object.fromEntries(entries);
}
