import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import type { RunningSimulator } from '../../../src/simulator/server.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { urlOf } from '../../support/listening.ts';

const SITES = ['acme.webex.com', 'acme-eu.webex.com'];

export interface PushingExporter extends AsyncDisposable {
  readonly program: RunningProcess;
  readonly url: string;
  /** The samples of its page that are pushed too: all but those of the process. */
  readonly page: () => Promise<ReadonlyMap<string, number>>;
}

/** Starts the exporter on a simulated Webex; it pushes every second. */
export async function startPushing(
  webex: RunningSimulator,
  env: Readonly<Record<string, string>>,
): Promise<PushingExporter> {
  const program = await startExporter(['--web.listen-address=127.0.0.1:0'], {
    WEBEX_SITES: SITES.join(','),
    WEBEX_WINDOWS: '1d,7d',
    WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
    WEBEX_ANALYTICS_URL: webex.url,
    WEBEX_API_URL: webex.url,
    WEBEX_REQUESTS_PER_MINUTE: '6000',
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    ...env,
  });
  const url = await urlOf(program);
  return {
    program,
    url,
    page: async () => toSeries(await (await fetch(`${url}/metrics`)).text()),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** What a receiver of OTLP puts beside a metric's own labels. */
const ADDED = /^(?:job|instance|otel_scope_.*)$/;

/** The samples of a page below `webex_`, as `name label=value …` to value. */
export function toSeries(page: string): ReadonlyMap<string, number> {
  const samples = [...parseExposition(page).values()].flatMap((family) => family.samples);
  return new Map(
    samples
      .filter(({ name }) => name.startsWith('webex_'))
      .map(({ name, labels, value }) => [toId(name, labels), value]),
  );
}

/** Bounds are compared as numbers: `le="1.0"` is `le="1"`. */
export function toId(name: string, labels: Readonly<Record<string, string>>): string {
  const own = Object.entries(labels).filter(([label, value]) => !ADDED.test(label) && value !== '');
  const shown = own.map(([label, value]) => `${label}=${label === 'le' ? Number.parseFloat(value) : value}`);
  return [name, ...shown.sort()].join(' ');
}
