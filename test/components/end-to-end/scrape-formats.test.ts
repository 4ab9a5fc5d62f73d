import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { runCommand } from '../../support/components/command.ts';
import type { ComponentName } from '../../support/components/component.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/components/prometheus.ts';
import { urlOf } from '../../support/listening.ts';

const PATIENCE = { timeout: 25_000, interval: 250 };
const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

let webex: RunningSimulator;
let exporter: RunningProcess;
let url: string;

beforeAll(async () => {
  const simulator = createSimulator({ now: Date.now });
  webex = await listenSimulator(simulator);
  exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], {
    WEBEX_SITES: simulator.sites.join(','),
    WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
    WEBEX_ANALYTICS_URL: webex.url,
    WEBEX_REQUESTS_PER_MINUTE: '6000',
  });
  url = await urlOf(exporter);
  await vi.waitUntil(async () => (await fetch(`${url}/-/ready`)).status === 200, PATIENCE);
});
afterAll(async () => {
  await exporter?.stop();
  await webex?.close();
});

const VERSIONS: readonly { readonly name: ComponentName; readonly canChooseFormat: boolean }[] = [
  // 2.42 has no setting for it: the relay asks for the text format in its name.
  { name: 'prometheus-bookworm', canChooseFormat: false },
  { name: 'prometheus-trixie', canChooseFormat: true },
  { name: 'prometheus-sid', canChooseFormat: true },
];

for (const { name, canChooseFormat } of VERSIONS) {
  describeWith([name], `a real Prometheus (${name}) and the two formats`, (paths) => {
    let negotiated: Relay;
    let text: Relay;
    let prometheus: RunningPrometheus;

    beforeAll(async () => {
      negotiated = await startRelay(url);
      text = await startRelay(url, canChooseFormat ? undefined : 'text/plain;version=0.0.4');
      prometheus = await startPrometheus({
        binary: paths[name],
        scrapeConfigs: [
          { job_name: 'negotiated', static_configs: [{ targets: [negotiated.host] }] },
          {
            job_name: 'text',
            static_configs: [{ targets: [text.host] }],
            ...(canChooseFormat ? { scrape_protocols: ['PrometheusText0.0.4'] } : {}),
          },
        ],
      });
      await vi.waitUntil(
        async () => (await prometheus.targets()).filter(({ health }) => health !== 'unknown').length === 2,
        PATIENCE,
      );
    });
    afterAll(async () => {
      await prometheus?.stop();
      negotiated?.close();
      text?.close();
    });

    it('asks for OpenMetrics unless told otherwise, and has both compressed', () => {
      expect(negotiated.answers()).toEqual([`200 ${OPENMETRICS} gzip`]);
      expect(text.answers()).toEqual([`200 ${TEXT} gzip`]);
    });

    it('has the same series with the same values from both, without a scrape error', async () => {
      const [fromOpenMetrics, fromText] = [
        await readJob(prometheus, 'negotiated'),
        await readJob(prometheus, 'text'),
      ];
      expect(fromOpenMetrics.length).toBeGreaterThan(300);
      expect(fromOpenMetrics).toEqual(fromText);
      expect(fromOpenMetrics.filter((series) => series.startsWith('webex_polls_total'))).not.toEqual([]);
      expect(await prometheus.targets()).toMatchObject([
        { health: 'up', lastError: '' },
        { health: 'up', lastError: '' },
      ]);
    });
  });
}

describe('the compressed page is read to its end', () => {
  it("by Node's zlib", async () => {
    const body = await new Promise<Buffer>((resolve, reject) => {
      const asked = request(`${url}/metrics`, { headers: openMetricsHeaders('gzip') }, (response) => {
        expect(response.headers['content-encoding']).toBe('gzip');
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      });
      asked.on('error', reject).end();
    });
    await expectWholePage(String(gunzipSync(body)));
  });

  it('by curl', async ({ skip }) => {
    const curl = await runCommand('curl', ['--version']).catch(() => skip('curl is not installed'));
    expect(curl.code).toBe(0);
    const args = ['--silent', '--fail', '--compressed', '-H', `accept: ${OPENMETRICS}`, `${url}/metrics`];
    const { code, stdout } = await runCommand('curl', args);
    expect(code).toBe(0);
    await expectWholePage(stdout);
  });

  it("by Python's gzip", async ({ skip }) => {
    const python = await runCommand('python3', ['--version']).catch(() => skip('Python is not installed'));
    expect(python.code).toBe(0);
    const script = `
import gzip, sys, urllib.request
asked = urllib.request.Request(sys.argv[1], headers={"accept": sys.argv[2], "accept-encoding": "gzip"})
with urllib.request.urlopen(asked) as response:
    assert response.headers["content-encoding"] == "gzip"
    sys.stdout.buffer.write(gzip.decompress(response.read()))
`;
    const { code, stdout, stderr } = await runCommand('python3', [
      '-c',
      script,
      `${url}/metrics`,
      OPENMETRICS,
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await expectWholePage(stdout);
  });
});

function openMetricsHeaders(encoding: string): Record<string, string> {
  return { accept: OPENMETRICS, 'accept-encoding': encoding };
}

async function expectWholePage(page: string): Promise<void> {
  const plain = await (await fetch(`${url}/metrics`, { headers: openMetricsHeaders('identity') })).text();
  expect(ownLines(page).length).toBeGreaterThan(300);
  expect(ownLines(page)).toEqual(ownLines(plain));
  expect(page.endsWith('\n# EOF\n')).toBe(true);
}

/** The process's own metrics have other values each second. */
function ownLines(page: string): string[] {
  return page.split('\n').filter((line) => line.startsWith('webex_'));
}

async function readJob(prometheus: RunningPrometheus, job: string): Promise<string[]> {
  const samples = await prometheus.query(`{__name__=~"webex_.+",job="${job}"}`);
  return samples
    .map(({ labels: { __name__: name, ...labels }, value }) => {
      const own = Object.entries(labels)
        .filter(([label]) => label !== 'job' && label !== 'instance')
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return `${name} ${JSON.stringify(own)} ${value}`;
    })
    .sort();
}

/** Stands between a scraper and the exporter, passes bytes on as they are and remembers what was answered. */
interface Relay {
  readonly host: string;
  /** Status, content type and encoding of all answers so far, each kind once. */
  readonly answers: () => readonly string[];
  readonly close: () => void;
}

/** With `accept` the relay asks for that instead of what the scraper wants. */
async function startRelay(target: string, accept?: string): Promise<Relay> {
  const seen = new Set<string>();
  const server: Server = createServer(({ url: path = '/', headers }, answer) => {
    const asked = request(
      `${target}${path}`,
      { headers: { ...headers, ...(accept === undefined ? {} : { accept }) } },
      (response) => {
        const { 'content-type': contentType, 'content-encoding': encoding } = response.headers;
        seen.add(`${response.statusCode} ${contentType} ${encoding}`);
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    asked.on('error', () => answer.destroy()).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    host: `127.0.0.1:${address.port}`,
    answers: () => [...seen],
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
