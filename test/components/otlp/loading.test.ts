import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { startPushing } from './pushing.ts';

/** Prints the packages that Node has loaded when it ends, OpenTelemetry's are CommonJS, and those of its own modules that cost most. */
const WITNESS = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const require = createRequire(process.cwd() + '/x.js');
  process.on('exit', () => {
    const paths = Object.keys(require.cache).flatMap((path) => path.split('/node_modules/').slice(1));
    const names = new Set(paths.map((path) => path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/')));
    console.log('loaded: ' + [...names].sort().join(' '));
    const own = ['internal/deps/undici/undici', 'http2'].filter((name) => process.moduleLoadList.includes('NativeModule ' + name));
    console.log('of Node: ' + own.join(' '));
  });
`)}`;

const PUSH = ['@opentelemetry/otlp-transformer', '@opentelemetry/sdk-metrics'];
const PROMETHEUS = ['@opentelemetry/exporter-prometheus', '@opentelemetry/sdk-metrics'];
const ALL = new Set([...PUSH, ...PROMETHEUS]);

const dead = 'http://127.0.0.1:9';

describe('packages', () => {
  let webex: RunningSimulator;
  beforeAll(async () => {
    webex = await listenSimulator(createSimulator({ now: Date.now }));
  });
  afterAll(() => webex?.close());

  it.each([
    [{}, []],
    [{ OTEL_METRICS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: dead }, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: dead }, PUSH],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: dead, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, PUSH],
    [{ OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' }, PROMETHEUS],
    [{ HTTPS_PROXY: dead }, []],
  ])('that %j does not ask for are not loaded', async (env, asked) => {
    await using exporter = await startPushing(webex, { ...env, NODE_OPTIONS: `--import=${WITNESS}` });
    // A poll has been made, and a push where there is one.
    await expect.poll(async () => (await exporter.page()).size, { timeout: 15_000 }).toBeGreaterThan(200);
    if ('OTEL_EXPORTER_OTLP_ENDPOINT' in env && asked.length > 0)
      await exporter.program.waitForLine(/push by OTLP fails/);
    expect(await exporter.program.stop()).toBe(0);
    const line = exporter.program.stdout.find((text) => text.startsWith('loaded: ')) ?? '';
    const loaded = line.split(' ').slice(1);
    expect(line).not.toBe('');
    expect(new Set(loaded.filter((name) => ALL.has(name)))).toEqual(new Set(asked));
  });

  it("of Node's own, fetch and HTTP/2, are not loaded for polls, scrapes and probes", async () => {
    await using exporter = await startPushing(webex, { NODE_OPTIONS: `--import=${WITNESS}` });
    await expect.poll(async () => (await exporter.page()).size, { timeout: 15_000 }).toBeGreaterThan(200);
    const { url } = exporter;
    for (const path of ['/metrics', '/-/healthy', '/-/ready', '/', '/api/v1/status'])
      expect((await fetch(new URL(path, url))).status).toBe(200);
    expect(await exporter.program.stop()).toBe(0);
    expect(exporter.program.stdout.filter((line) => line.startsWith('of Node'))).toEqual(['of Node: ']);
  });
});
