import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startPrometheus } from '../../support/components/prometheus.ts';
import { freePort } from '../../support/components/server.ts';
import { startPushing, toId, toSeries, type PushingExporter } from './pushing.ts';

const PATIENCE = { timeout: 25_000, interval: 250 };

describeWith(['prometheus'], "OpenTelemetry's Prometheus endpoint", ({ prometheus: binary }) => {
  let webex: RunningSimulator;
  beforeAll(async () => {
    webex = await listenSimulator(createSimulator({ now: Date.now }));
  });
  afterAll(() => webex?.close());

  /** Its own address, from the log. */
  async function addressOf({ program }: PushingExporter): Promise<string> {
    const line = await program.waitForLine(/serving OpenTelemetry's Prometheus endpoint/);
    return /opentelemetry_address=(\S+)/.exec(line)?.[1] ?? '';
  }

  it('serves what the page serves, with target_info and scope labels, and Prometheus takes it', async () => {
    await using exporter = await startPushing(webex, {
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_SERVICE_NAME: 'meetings',
    });
    const address = await addressOf(exporter);
    expect(address).toMatch(/^(?:127\.0\.0\.1|\[::1\]):\d+$/);
    await vi.waitFor(async () => {
      const page = await exporter.page();
      expect(page.size).toBeGreaterThan(200);
      expect(toSeries(await (await fetch(`http://${address}/metrics`)).text())).toEqual(page);
    }, PATIENCE);
    expect((await fetch(`http://${address}/`)).status).toBe(404);

    await using prometheus = await startPrometheus({
      binary,
      scrapeConfigs: [{ job_name: 'otel', static_configs: [{ targets: [address] }] }],
    });
    await expect
      .poll(() => prometheus.targets(), { timeout: 20_000 })
      .toMatchObject([{ health: 'up', lastError: '' }]);
    const scraped = await prometheus.query('{__name__=~"webex_.+"}');
    const page = await exporter.page();
    const got = scraped.map(({ labels: { __name__: name = '', ...labels }, value }): [string, number] => [
      toId(name, labels),
      value,
    ]);
    expect(new Map(got)).toEqual(page);
    expect(await prometheus.query('target_info')).toMatchObject([
      { labels: { service_name: 'meetings', deployment_environment_name: 'test' }, value: 1 },
    ]);
    const [figure] = await prometheus.query('webex_meetings');
    expect(figure?.labels['otel_scope_name']).toBe('webex-exporter');
  });

  it('ends the program where its port is taken, and says so', async () => {
    const port = new URL(webex.url).port;
    await expect(
      startPushing(webex, {
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
        OTEL_EXPORTER_PROMETHEUS_PORT: port,
      }).then(async ({ program }) => {
        expect(await program.exited).toBe(1);
        throw new Error(program.stderr.join('\n'));
      }),
    ).rejects.toThrow(/OTEL_EXPORTER_PROMETHEUS_PORT: 127\.0\.0\.1:\d+ is taken by another process/);
  });

  it('stands beside the push and our own page, and ends with the program', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    await using exporter = await startPushing(webex, {
      OTEL_METRICS_EXPORTER: 'otlp, prometheus',
      OTEL_EXPORTER_OTLP_ENDPOINT: dead,
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
    });
    const address = await addressOf(exporter);
    await exporter.program.waitForLine(/push by OTLP fails/);
    expect((await fetch(`http://${address}/metrics`)).status).toBe(200);
    expect(await exporter.program.stop()).toBe(0);
    await expect(fetch(`http://${address}/metrics`)).rejects.toThrow('fetch failed');
  });
});
