import { once } from 'node:events';
import type { CommandLine } from '../config/command-line.ts';
import type { FileAccess } from '../file-access.ts';
import { toListenError } from '../listening.ts';
import type { Runtime } from '../runtime.ts';
import { SIMULATOR_CREDENTIALS } from '../simulator/endpoints/tokens.ts';
import { listenSimulator, type RunningSimulator } from '../simulator/server.ts';
import { createSimulator, type SimulatorOptions } from '../simulator/simulator.ts';
import { DEMO_SITE_URLS } from '../simulator/world/site-profile.ts';
import { UsageError } from '../usage-error.ts';
import { loadConfig } from './configuration.ts';
import { readRecordings } from './recordings.ts';
import type { CommandContext } from './serve.ts';

/** A simulator that listens. */
export interface Simulation extends RunningSimulator {
  readonly sites: readonly string[];
}

/** Serves the simulator alone until the process is asked to stop. */
export async function simulate(context: CommandContext): Promise<void> {
  const { commandLine, runtime, log } = context;
  const { values } = commandLine;
  const simulation = await startSimulator(commandLine, runtime, {
    sites: values['simulator.sites'] ?? (await sitesOfFile(context)) ?? DEMO_SITE_URLS,
    ...(values.replay === undefined
      ? {}
      : { recordings: await readRecordings(values.replay, runtime.files) }),
  });
  log.info('simulator listening', { url: simulation.url });
  runtime.stdout(describeSimulator(simulation));
  if (!runtime.stop.aborted) await once(runtime.stop, 'abort');
  await simulation.close();
}

/** Throws an Error that names the flag when it cannot listen. */
export async function startSimulator(
  { values }: CommandLine,
  { clock }: Runtime,
  world: Pick<SimulatorOptions, 'sites' | 'recordings'>,
): Promise<Simulation> {
  const address = values['simulator.listen-address'];
  const startMs = values['simulator.clock'];
  const aheadMs = startMs === undefined ? 0 : startMs - clock.now();
  const simulator = createSimulator({
    ...world,
    seed: values['simulator.seed'],
    now: () => clock.now() + aheadMs,
    isClockSettable: startMs !== undefined,
    sleep: clock.sleep,
  });
  try {
    const running = await listenSimulator(simulator, { host: address.host ?? '::', port: address.port });
    return { ...running, sites: simulator.sites };
  } catch (error) {
    throw toListenError(error, '--simulator.listen-address', address);
  }
}

/** Of other machines, which the simulator never asks; authorities named here are files that it would have to open. */
const OF_OTHER_MACHINES =
  /^(NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_.*|OTEL_.*|(HTTPS?|NO)_PROXY)$/i;

/** All sites of the exporter's configuration file, if one is named; the files of its credentials are not opened. */
async function sitesOfFile({ commandLine, runtime }: CommandContext): Promise<readonly string[] | undefined> {
  const { 'config.file': file } = commandLine.values;
  if (file === undefined) return undefined;
  const { files } = runtime;
  const env = Object.fromEntries(
    Object.entries(runtime.env).filter(([name]) => !OF_OTHER_MACHINES.test(name)),
  );
  const read: FileAccess['read'] = (path) =>
    path === file ? files.read(path) : Promise.resolve('not-read-by-the-simulator');
  const { config } = await loadConfig({ env, files: { ...files, read } }, { file, purpose: 'simulate' });
  const sites = config.accounts.flatMap((account) => account.sites);
  if (sites.length === 0) throw new UsageError([`${file} names no site; --simulator.sites does`]);
  return sites;
}

function describeSimulator({ url, sites }: Simulation): string {
  const [site] = sites;
  return `A simulated Webex answers at ${url}

  Sites, faults and incidents  ${url}/simulator
  Point an exporter at it      WEBEX_ANALYTICS_URL=${url} WEBEX_API_URL=${url} \\
                               WEBEX_ACCESS_TOKEN=${SIMULATOR_CREDENTIALS.accessToken} \\
                               WEBEX_SITES=${sites.join(',')} webex-exporter
  Break one site               curl -X PUT ${url}/simulator/faults/${site} -d '{"kind":"status","status":503}'
  Mend it                      curl -X DELETE ${url}/simulator/faults/${site}

Faults, incidents and the clock: docs/simulator.md. Press Ctrl-C to stop.
`;
}
