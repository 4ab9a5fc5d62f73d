import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import {
  startVictoriaMetrics,
  type RunningVictoriaMetrics,
} from '../../support/components/victoria-metrics.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { urlOf } from '../../support/listening.ts';
import { portOf } from '../../support/port.ts';

const PATIENCE = { timeout: 25_000, interval: 500 };
const EU = 'acme-eu.webex.com';

function exporterEnv(webex: RunningSimulator, endpoint: string): Record<string, string> {
  return {
    WEBEX_SITES: `acme.webex.com,${EU}`,
    WEBEX_WINDOWS: '1d,7d',
    WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
    WEBEX_ANALYTICS_URL: webex.url,
    WEBEX_API_URL: webex.url,
    WEBEX_LIVE: 'account',
    WEBEX_REQUESTS_PER_MINUTE: '6000',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint,
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret-of-the-collector',
  };
}

describeWith(
  ['victoria-metrics'],
  'push by OTLP into a real VictoriaMetrics',
  ({ 'victoria-metrics': binary }) => {
    let simulator: Simulator;
    let webex: RunningSimulator;
    let victoria: RunningVictoriaMetrics;
    let exporter: RunningProcess;

    beforeAll(async () => {
      simulator = createSimulator({ now: Date.now });
      webex = await listenSimulator(simulator);
      victoria = await startVictoriaMetrics({
        binary,
        flags: ['-opentelemetry.usePrometheusNaming', '-search.latencyOffset=0s'],
      });
      exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], {
        ...exporterEnv(webex, victoria.otlpUrl),
        WEBEX_POLL_INTERVAL: '5s',
      });
    });
    afterAll(async () => {
      await exporter?.stop();
      await victoria?.stop();
      await webex?.close();
    });

    it('brings the same series with the same values as the page', async () => {
      const url = await urlOf(exporter);
      await vi.waitFor(async () => {
        const page = parseExposition(await (await fetch(`${url}/metrics`)).text());
        const figures = [...page.values()].filter(({ name }) =>
          /^webex_(meeting|live|window_|exporter_)/.test(name),
        );
        const wanted = figures.flatMap(({ samples }) =>
          samples.map(({ name, labels, value }) => toText(name, labels, value)),
        );
        const pushed = await victoria.query('{__name__=~"webex_(meeting|live|window_|exporter_).*"}');
        const got = pushed.map(({ labels: { __name__: name = '', ...labels }, value }) =>
          toText(name, labels, value),
        );
        expect(wanted.length).toBeGreaterThan(100);
        expect(wanted.some((text) => text.startsWith('webex_live_meetings'))).toBe(true);
        expect(got.sort()).toEqual(wanted.sort());
      }, PATIENCE);
    });

    it('lets a vanished series vanish', async () => {
      const selector = `last_over_time(webex_meeting_participants_by_country{site="${EU}",window="7d"}[3s])`;
      await vi.waitFor(
        async () => expect((await victoria.query(selector)).length).toBeGreaterThan(3),
        PATIENCE,
      );
      simulator.faults.set(EU, {
        kind: 'raw',
        body: JSON.stringify({
          metrics: { participantsByLocation: [{ country: 'France', totalParticipants: 4 }] },
        }),
      });
      await vi.waitFor(async () => {
        expect((await victoria.query(selector)).map(({ labels }) => labels['country'])).toEqual(['France']);
      }, PATIENCE);
    });
  },
);

describe('push by OTLP to a receiver that fails', () => {
  it('is logged once per change, without secrets, and disturbs neither scrapes nor the stop', async () => {
    let isBroken = true;
    let pushes = 0;
    const receiver: Server = createServer((request, response) => {
      pushes += 1;
      request.resume();
      response.statusCode = isBroken ? 400 : 200;
      response.end();
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const webex = await listenSimulator(createSimulator({ now: Date.now }));
    const endpoint = `http://127.0.0.1:${portOf(receiver)}/v1/metrics`;
    await using exporter = await startExporter(
      ['--web.listen-address=127.0.0.1:0'],
      exporterEnv(webex, endpoint),
    );
    const url = await urlOf(exporter);

    await vi.waitFor(() => expect(pushes).toBeGreaterThan(3), PATIENCE);
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
    expect(exporter.stderr.filter((line) => line.includes('push by OTLP fails'))).toHaveLength(1);
    isBroken = false;
    await exporter.waitForLine(/push by OTLP succeeds again/);
    const before = pushes;
    expect(await exporter.stop()).toBe(0);
    // The last push of a clean stop.
    expect(pushes).toBeGreaterThan(before);
    expect(exporter.stderr.join('\n')).not.toContain('secret-of-the-collector');
    receiver.closeAllConnections();
    receiver.close();
    await webex.close();
  });

  it('does not hold up the stop when it never answers', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const webex = await listenSimulator(createSimulator({ now: Date.now }));
    const endpoint = `http://127.0.0.1:${portOf(silent)}/v1/metrics`;
    await using exporter = await startExporter(
      ['--web.listen-address=127.0.0.1:0'],
      exporterEnv(webex, endpoint),
    );
    await urlOf(exporter);
    await once(silent, 'request');
    expect(await exporter.stop()).toBe(0);
    silent.closeAllConnections();
    silent.close();
    await webex.close();
  });

  it('that cannot be is refused at the start, with every reason', async () => {
    await using exporter = await startExporter([], {
      WEBEX_SITES: 'acme.webex.com',
      WEBEX_ACCESS_TOKEN: 'a-token-of-some-length',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_METRICS_EXPORTER: 'otlp,zipkin',
      OTEL_METRIC_EXPORT_INTERVAL: '60s',
    });
    expect(await exporter.exited).toBe(2);
    const said = exporter.stderr.join('\n');
    expect(said).toContain('OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https URL');
    expect(said).toContain('OTEL_METRICS_EXPORTER: "zipkin" is not one of');
    expect(said).toContain('OTEL_METRIC_EXPORT_INTERVAL: "60s" is not a whole number');
  });
});

/** Labels of ours only: the receiver adds those of the resource. */
function toText(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const own = [
    'site',
    'window',
    'join_method',
    'role',
    'country',
    'country_code',
    'version',
    'revision',
    'node_version',
  ];
  const shown = own.flatMap((label) => (labels[label] ? [`${label}=${labels[label]}`] : []));
  return `${name} ${shown.join(' ')} ${value}`;
}
