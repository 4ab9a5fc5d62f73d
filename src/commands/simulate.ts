import type { CommandLine } from '../config/command-line.ts';
import type { Runtime } from '../runtime.ts';
import { listenSimulator, type RunningSimulator } from '../simulator/server.ts';
import { toListenError } from '../listen-error.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { simulatorCredentials } from '../simulator/endpoints/tokens.ts';
import type { CommandContext } from './serve.ts';

/** Serves the simulator alone until the process is asked to stop. */
export async function simulate({ commandLine, runtime, log }: CommandContext): Promise<void> {
  const server = await startSimulator(commandLine, runtime);
  log.info('simulator listening', { url: server.url });
  runtime.stdout(describeSimulator(server.url));
  await stopped(runtime.stop);
  await server.close();
}

export async function startSimulator({ values }: CommandLine, { clock }: Runtime): Promise<RunningSimulator> {
  const address = values['simulator.listen-address'];
  const { host = '::', port } = address;
  const simulator = createSimulator({ seed: values['simulator.seed'], now: clock.now, sleep: clock.sleep });
  try {
    return await listenSimulator(simulator, { host, port });
  } catch (error) {
    throw toListenError(error, '--simulator.listen-address', address);
  }
}

function describeSimulator(url: string): string {
  const { accessToken } = simulatorCredentials;
  return `A simulated Webex answers at ${url}

  Sites, faults and incidents  ${url}/simulator
  Point an exporter at it      WEBEX_ANALYTICS_URL=${url} WEBEX_API_URL=${url}
                               WEBEX_ACCESS_TOKEN=${accessToken} WEBEX_SITES=acme.webex.com webex-exporter
  Break one site               curl -X PUT ${url}/simulator/faults/acme.webex.com -d '{"kind":"status","status":503}'
  Mend it                      curl -X DELETE ${url}/simulator/faults/acme.webex.com

Press Ctrl-C to stop.
`;
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
