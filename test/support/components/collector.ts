import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProcess } from './process.ts';
import { createFolder, freePort } from './server.ts';

export interface CollectorOptions {
  /** Path of the component `collector`. */
  readonly binary: string;
  /** Serves OTLP by TLS with these files; `clientCa` makes it ask for client certificates. Default: plain. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** Ports of a Collector that ran before. Default: free ones. */
  readonly ports?: CollectorPorts;
}

export interface CollectorPorts {
  readonly http: number;
  readonly grpc: number;
  readonly page: number;
}

export interface RunningCollector extends AsyncDisposable {
  readonly ports: CollectorPorts;
  /** What its Prometheus exporter shows. */
  readonly page: () => Promise<string>;
  /** What its debug exporter has written, line by line. */
  readonly log: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts an OpenTelemetry Collector that takes OTLP and shows it twice: as a Prometheus page and in its log. */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const folder = await createFolder('collector');
  const ports = options.ports ?? {
    http: await freePort(),
    grpc: await freePort(),
    page: await freePort(),
  };
  const file = join(folder.path, 'config.yaml');
  await writeFile(file, JSON.stringify(toConfig(options, ports))); // JSON is YAML
  const child = await startProcess(options.binary, [`--config=${file}`]);
  await child.waitForLine(/Everything is ready/);
  const stop = async (): Promise<void> => {
    await child.stop();
    await folder.remove();
  };
  return {
    ports,
    page: async () => (await fetch(`http://127.0.0.1:${ports.page}/metrics`)).text(),
    log: child.stderr,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function toConfig({ tls }: CollectorOptions, ports: CollectorPorts): object {
  const secured = tls && {
    tls: {
      cert_file: tls.cert,
      key_file: tls.key,
      ...(tls.clientCa ? { client_ca_file: tls.clientCa } : {}),
    },
  };
  return {
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: `127.0.0.1:${ports.grpc}`, ...secured },
          http: { endpoint: `127.0.0.1:${ports.http}`, ...secured },
        },
      },
    },
    exporters: {
      debug: { verbosity: 'detailed' },
      prometheus: { endpoint: `127.0.0.1:${ports.page}`, add_metric_suffixes: false },
    },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { metrics: { receivers: ['otlp'], exporters: ['debug', 'prometheus'] } },
    },
  };
}

/** A point of a sum or a histogram in the log of a Collector. */
export interface LoggedPoint {
  readonly name: string;
  readonly temporality: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a sum its value, of a histogram its count. */
  readonly count: number;
}

/** The points of sums and histograms, in the order in which the debug exporter wrote them. */
export function readLoggedPoints(log: readonly string[]): LoggedPoint[] {
  const points: LoggedPoint[] = [];
  let name = '';
  let temporality = '';
  let labels: Record<string, string> = {};
  for (const line of log) {
    const [, key = '', value = ''] = /^\s*(?:-> )?([\w. ]+): (?:(?:Str\((.*)\))|.*)$/.exec(line) ?? [];
    if (key === 'Name') [name, temporality] = [line.split('Name: ')[1] ?? '', ''];
    else if (key === 'AggregationTemporality') temporality = line.split(': ')[1] ?? '';
    else if (/^(?:Number|Histogram)DataPoints #/.test(line)) labels = {};
    else if (line.startsWith('     -> ') && line.includes('Str(')) labels[key] = value;
    else if ((key === 'Value' || key === 'Count') && temporality !== '')
      points.push({ name, temporality, labels, count: Number(line.split(': ')[1]) });
  }
  return points;
}
