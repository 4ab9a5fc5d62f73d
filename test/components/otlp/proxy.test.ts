import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { createAuthority, type Authority } from '../../support/authority.ts';
import { startCollector, type RunningCollector } from '../../support/components/collector.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startSquid, type RunningSquid } from '../../support/components/squid.ts';
import { startPushing } from './pushing.ts';

const PATIENCE = { timeout: 25_000, interval: 250 };
const HOST = 'collector.test';
const USER = { name: 'exporter', password: 'p@ss/word' };

/** A Collector that only the proxy finds; Webex is on this machine and asked without it. */
describeWith(['collector', 'squid'], 'a Collector behind a company proxy', ({ collector: binary, squid }) => {
  let authority: Authority;
  let webex: RunningSimulator;
  let secured: RunningCollector;
  let plain: RunningCollector;
  let proxy: RunningSquid;
  let address: string;

  beforeAll(async () => {
    authority = await createAuthority();
    webex = await listenSimulator(createSimulator({ now: Date.now }));
    secured = await startCollector({ binary, tls: await authority.issue('collector', [HOST]) });
    plain = await startCollector({ binary });
    proxy = await startSquid({ binary: squid, hosts: [HOST], user: USER });
    address = `http://${USER.name}:${encodeURIComponent(USER.password)}@127.0.0.1:${proxy.port}`;
  });
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await secured?.stop();
    await plain?.stop();
    await webex?.close();
    await authority?.[Symbol.asyncDispose]();
  });

  const ways = [
    { protocol: 'http/protobuf', scheme: 'https', variable: 'HTTPS_PROXY', method: 'CONNECT' },
    { protocol: 'http/json', scheme: 'https', variable: 'HTTPS_PROXY', method: 'CONNECT' },
    { protocol: 'grpc', scheme: 'https', variable: 'HTTPS_PROXY', method: 'CONNECT' },
    { protocol: 'http/protobuf', scheme: 'http', variable: 'HTTP_PROXY', method: 'POST' },
    // As gRPC programs in Go do it: always by a tunnel of the proxy for https.
    { protocol: 'grpc', scheme: 'http', variable: 'HTTPS_PROXY', method: 'CONNECT' },
  ];

  it.each(ways)(
    'is reached by $protocol over $scheme as $variable says, by $method',
    { timeout: 60_000 },
    async ({ protocol, scheme, variable, method }) => {
      const collector = scheme === 'https' ? secured : plain;
      const port = protocol === 'grpc' ? collector.ports.grpc : collector.ports.http;
      const before = (await proxy.requests()).length;
      const instance = `${protocol}-${scheme}`;
      await using exporter = await startPushing(webex, {
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://${HOST}:${port}`,
        OTEL_RESOURCE_ATTRIBUTES: `service.name=${instance}`,
        NODE_EXTRA_CA_CERTS: authority.cert,
        [variable]: address,
      });
      await vi.waitFor(async () => {
        expect((await collector.page()).includes(`job="${instance}"`)).toBe(true);
      }, PATIENCE);
      await exporter.program.stop();
      const asked = (await proxy.requests()).slice(before);
      expect(asked.length).toBeGreaterThan(0);
      expect(
        asked.filter((line) => !line.startsWith(`${method} `) || !line.endsWith(` ${USER.name}`)),
      ).toEqual([]);
      expect(exporter.program.stderr.join('\n')).not.toMatch(/p@ss|p%40ss/);
    },
  );

  it.each(['http/protobuf', 'grpc'])(
    'is not reached by %s where the proxy wants other credentials, and the log names the proxy alone',
    async (protocol) => {
      const port = protocol === 'grpc' ? secured.ports.grpc : secured.ports.http;
      await using exporter = await startPushing(webex, {
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://${HOST}:${port}`,
        HTTPS_PROXY: `http://${USER.name}:wrong-one@127.0.0.1:${proxy.port}`,
      });
      const line = await exporter.program.waitForLine(/push by OTLP fails/);
      expect(line).toMatch(/proxy(?: |=)"?http:\/\/<redacted>@127\.0\.0\.1/);
      expect(line).toMatch(/407/);
      expect(line).not.toContain('wrong-one');
      expect((await exporter.page()).size).toBeGreaterThan(0);
    },
  );
});
