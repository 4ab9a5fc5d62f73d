/** Serves so many sites' metrics in one of several ways: `node scrape-server.js WAY SITES`. */
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { INSTRUMENTS } from '../../src/exporter/collectors.ts';
import { createApp } from '../../src/http/app.ts';
import { listen } from '../../src/http/server.ts';
import { createExposition, type Exposition } from '../../src/metrics/page/exposition.ts';
import { createProcessMetrics } from '../../src/metrics/process.ts';
import { keepYoungGenerationSmall } from '../../src/young-generation.ts';
import { createOpenTelemetry, createPromClient, type RenderPage } from './peers.ts';
import { fillStore, simulateAnswers, type FilledStore } from './sites.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const compress = promisify(gzip);

const [way = '', sites = ''] = process.argv.slice(2);
// As the program does, and here its peers too.
keepYoungGenerationSmall('');
const filled = fillStore(simulateAnswers(Number(sites)));
let aheadMs = 0;
let isAgeing = false;

const port = await start();
process.on('message', (order) => {
  if (order === 'change one') filled.change(1);
  else if (order === 'change all') filled.change(Number(sites));
  // As many as are polled in a minute where each is polled once an hour.
  else if (order === 'poll') filled.pollAgain(Math.ceil(Number(sites) / 60));
  // From now on, or no longer, a minute passes before each scrape.
  else if (order === 'age') isAgeing = !isAgeing;
  else return;
  process.send?.('done');
});
process.stderr.write(`msg=listening address=127.0.0.1:${port}\n`);

async function start(): Promise<number> {
  switch (way) {
    case 'exporter':
      return serveApp(filled);
    case 'static':
      return serveStatic(createRender(filled));
    case 'prom-client':
      return serveRendered(createPromClient(filled.store.snapshot()));
    case 'opentelemetry':
      return serveRendered(createOpenTelemetry(filled.store.snapshot()));
    default:
      throw new Error(`there is no way ${way}`);
  }
}

function createRender({ store }: FilledStore): Exposition {
  const render = createExposition({
    instruments: INSTRUMENTS,
    snapshot: store.snapshot,
    now: () => Date.now() + aheadMs,
    processMetrics: createProcessMetrics(),
  });
  return (request) => {
    if (isAgeing) aheadMs += 60_000;
    return render(request);
  };
}

/** The exporter's own application and server. */
async function serveApp(filled: FilledStore): Promise<number> {
  const app = createApp({
    telemetryPath: '/metrics',
    metrics: createRender(filled),
    statusPage: () => Promise.reject(new Error('the benchmark asks for no status page')),
    statusJson: () => ({}),
    figuresJson: () => ({}),
    figuresCsv: () => '',
    inline: { style: '', script: '' },
    isAlive: () => true,
    unpolled: () => [],
    onError: (error) => process.stderr.write(`${error.stack}\n`),
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return server.address.port;
}

/** The floor: the same bytes, made once and compressed in one piece. */
async function serveStatic(render: Exposition): Promise<number> {
  const { parts, contentType } = await render({ accept: undefined, acceptEncoding: undefined });
  const body = Buffer.concat(parts);
  const compressed = gzipSync(body, { level: 6 });
  return serve(({ headers }, response) => {
    const isGzip = headers['accept-encoding'] === 'gzip';
    const bytes = isGzip ? compressed : body;
    response.writeHead(200, {
      'content-type': contentType,
      'content-length': bytes.length,
      ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(bytes);
  });
}

async function serveRendered(render: RenderPage): Promise<number> {
  return serve(({ headers }, response) => {
    const isGzip = headers['accept-encoding'] === 'gzip';
    const answer = async (): Promise<void> => {
      const text = await render();
      response.setHeader('content-type', TEXT);
      if (isGzip) response.setHeader('content-encoding', 'gzip');
      response.end(isGzip ? await compress(text) : text);
    };
    void answer();
  });
}

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
