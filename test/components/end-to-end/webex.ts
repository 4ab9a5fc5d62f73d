import { listenSimulator } from '../../../src/simulator/server.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startExporter } from '../../support/components/process.ts';

/** A simulated Webex that listens, until it is disposed of. */
export interface ListeningWebex extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly url: string;
  /** Points a program at it, with the token that is always valid. */
  readonly env: Readonly<Record<string, string>>;
  /** The same for OAuth, without a refresh token. */
  readonly clientEnv: Readonly<Record<string, string>>;
}

export async function startWebex(options: Partial<SimulatorOptions> = {}): Promise<ListeningWebex> {
  const simulator = createSimulator({ now: Date.now, ...options });
  const server = await listenSimulator(simulator);
  const urls = { WEBEX_ANALYTICS_URL: server.url, WEBEX_API_URL: server.url };
  const { accessToken, clientId, clientSecret } = SIMULATOR_CREDENTIALS;
  return {
    simulator,
    url: server.url,
    env: { ...urls, WEBEX_ACCESS_TOKEN: accessToken },
    clientEnv: { ...urls, WEBEX_CLIENT_ID: clientId, WEBEX_CLIENT_SECRET: clientSecret },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the program to its end. */
export async function runCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  await using program = await startExporter(args, env);
  const code = await program.exited;
  return { code, stdout: program.stdout.join('\n'), stderr: program.stderr.join('\n') };
}
