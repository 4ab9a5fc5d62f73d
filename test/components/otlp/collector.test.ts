import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { createAuthority, type Authority, type Identity } from '../../support/authority.ts';
import {
  readLoggedPoints,
  startCollector,
  type LoggedPoint,
  type RunningCollector,
} from '../../support/components/collector.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startPushing, toId, toSeries } from './pushing.ts';

const PATIENCE = { timeout: 25_000, interval: 250 };

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'];
const COMPRESSIONS = ['none', 'gzip'];
const TEMPORALITIES = ['cumulative', 'delta', 'lowmemory'];

describeWith(['collector'], 'a real OpenTelemetry Collector', ({ collector: binary }) => {
  let webex: RunningSimulator;
  beforeAll(async () => {
    webex = await listenSimulator(createSimulator({ now: Date.now }));
  });
  afterAll(() => webex?.close());

  const endpointOf = (protocol: string, { ports }: RunningCollector): Record<string, string> => ({
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${protocol === 'grpc' ? ports.grpc : ports.http}`,
  });

  const matrix = PROTOCOLS.flatMap((protocol) =>
    COMPRESSIONS.flatMap((compression) =>
      TEMPORALITIES.map((temporality) => ({ protocol, compression, temporality })),
    ),
  );

  it.each(matrix)(
    'shows what the page shows, series by series: $protocol, $compression, $temporality',
    { timeout: 60_000 },
    async ({ protocol, compression, temporality }) => {
      await using collector = await startCollector({ binary });
      await using exporter = await startPushing(webex, {
        ...endpointOf(protocol, collector),
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
      });
      await vi.waitFor(async () => {
        const page = await exporter.page();
        expect(page.size).toBeGreaterThan(200);
        expect(toSeries(await collector.page())).toEqual(page);
      }, PATIENCE);
      const points = readLoggedPoints(collector.log);
      expect(new Set(points.map(({ name }) => name))).toContain('webex_api_request_duration_seconds');
      const wanted = temporality === 'cumulative' ? 'Cumulative' : 'Delta';
      expect(new Set(points.map((point) => point.temporality))).toEqual(new Set([wanted]));
    },
  );

  it.each(PROTOCOLS)(
    'is given deltas that add up to the counters over its restarts, by %s',
    { timeout: 90_000 },
    async (protocol) => {
      let own = await startCollector({ binary });
      const logs = [own.log];
      await using exporter = await startPushing(webex, {
        ...endpointOf(protocol, own),
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        WEBEX_POLL_INTERVAL: '1s',
        WEBEX_POLL_TIMEOUT: '1s',
        // Else each push could come right before the same poll, for ever.
        OTEL_METRIC_EXPORT_INTERVAL: '1300',
      });
      const { program } = exporter;
      for (let restart = 1; restart <= 2; restart++) {
        await vi.waitFor(() => expect(own.log.length).toBeGreaterThan(1000), PATIENCE);
        await own.stop();
        await vi.waitFor(() => {
          expect(program.stderr.filter((line) => line.includes('push by OTLP fails'))).toHaveLength(restart);
        }, PATIENCE);
        const counted = sumOf(await exporter.page());
        // More is counted while nobody takes it.
        await vi.waitFor(
          async () => expect(sumOf(await exporter.page())).toBeGreaterThan(counted + 3),
          PATIENCE,
        );
        own = await startCollector({ binary, ports: own.ports });
        logs.push(own.log);
        await vi.waitFor(() => {
          expect(program.stderr.filter((line) => line.includes('succeeds again'))).toHaveLength(restart);
        }, PATIENCE);
      }
      // Polls go on meanwhile: each series is behind between its polls and the next push, and none is ever ahead.
      const equal = new Set<string>();
      const ahead = new Set<string>();
      await vi.waitFor(async () => {
        const sums = addUp(logs.flatMap(readLoggedPoints));
        const page = await exporter.page();
        for (const [id, sum] of sums) {
          const missing = round((page.get(id) ?? NaN) - sum);
          if (missing === 0) equal.add(id);
          if (missing < 0) ahead.add(id);
        }
        expect(sums.size).toBeGreaterThan(10);
        expect([...sums.keys()].filter((id) => !equal.has(id))).toEqual([]);
      }, PATIENCE);
      expect([...ahead]).toEqual([]);
      await own.stop();
    },
  );
});

describeWith(['collector'], 'a Collector that asks for certificates', ({ collector: binary }) => {
  let authority: Authority;
  let webex: RunningSimulator;
  let client: Identity;
  let server: Identity;

  beforeAll(async () => {
    authority = await createAuthority();
    client = await authority.issue('exporter', ['exporter.test']);
    webex = await listenSimulator(createSimulator({ now: Date.now }));
    server = await authority.issue('collector', ['localhost']);
  });
  afterAll(async () => {
    await webex?.close();
    await authority?.[Symbol.asyncDispose]();
  });

  const start = (): Promise<RunningCollector> =>
    startCollector({ binary, tls: { ...server, clientCa: authority.cert } });
  const endpoint = (protocol: string, { ports }: RunningCollector): Record<string, string> => ({
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${protocol === 'grpc' ? ports.grpc : ports.http}`,
  });

  it.each(PROTOCOLS)('takes pushes with them, by %s', async (protocol) => {
    await using collector = await start();
    await using exporter = await startPushing(webex, {
      ...endpoint(protocol, collector),
      OTEL_EXPORTER_OTLP_CERTIFICATE: authority.cert,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: client.cert,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: client.key,
    });
    await vi.waitFor(async () => {
      const page = await exporter.page();
      expect(toSeries(await collector.page())).toEqual(page);
    }, PATIENCE);
  });

  it.each(PROTOCOLS)('takes none without, by %s', async (protocol) => {
    await using collector = await start();
    await using exporter = await startPushing(webex, {
      ...endpoint(protocol, collector),
      OTEL_EXPORTER_OTLP_CERTIFICATE: authority.cert,
    });
    expect(await exporter.program.waitForLine(/push by OTLP (?:fails|succeeds)/)).toContain('fails');
  });

  it.each(PROTOCOLS)('is not believed where its own is not trusted, by %s', async (protocol) => {
    await using collector = await start();
    await using exporter = await startPushing(webex, {
      ...endpoint(protocol, collector),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: client.cert,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: client.key,
    });
    expect(await exporter.program.waitForLine(/push by OTLP fails/)).toMatch(/certificate|CERT/);
  });
});

/** Everything counted, to see that it grows. */
function sumOf(page: ReadonlyMap<string, number>): number {
  return [...page].reduce((sum, [id, value]) => (id.startsWith('webex_polls_total') ? sum + value : sum), 0);
}

/** Deltas summed by series; those of the histogram are its count. */
function addUp(points: readonly LoggedPoint[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { name, labels, count } of points) {
    const id = toId(name === 'webex_api_request_duration_seconds' ? `${name}_count` : name, labels);
    sums.set(id, (sums.get(id) ?? 0) + count);
  }
  return sums;
}

/** Seconds are summed in binary fractions. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
