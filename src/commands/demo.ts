import { simulatorCredentials } from '../simulator/endpoints/tokens.ts';
import { runExporter } from '../exporter/exporter.ts';
import type { CommandContext } from './serve.ts';
import { startSimulator } from './simulate.ts';
import { loadConfig } from './configuration.ts';

const SITES = 'acme.webex.com,acme-eu.webex.com,acme-apac.webex.com,acme-labs.webex.com';

/** Runs the exporter against the embedded simulator, polling often enough to watch. */
export async function demo({ commandLine, runtime, log, redactor, readFile }: CommandContext): Promise<void> {
  const simulator = await startSimulator(commandLine, runtime);
  const env = {
    WEBEX_SITES: SITES,
    WEBEX_ANALYTICS_URL: simulator.url,
    WEBEX_API_URL: simulator.url,
    WEBEX_CLIENT_ID: simulatorCredentials.clientId,
    WEBEX_CLIENT_SECRET: simulatorCredentials.clientSecret,
    WEBEX_REFRESH_TOKEN: simulatorCredentials.refreshToken,
    WEBEX_POLL_INTERVAL: '15s',
  };
  const resolved = loadConfig({ env, readFile });

  const onListening = (url: string): void =>
    runtime.stdout(describeDemo(url, commandLine.values['web.telemetry-path'], simulator.url));
  try {
    await runExporter({
      config: resolved.config,
      flags: commandLine.values,
      runtime,
      log,
      redactor,
      onListening,
    });
  } finally {
    await simulator.close();
  }
}

function describeDemo(url: string, telemetryPath: string, simulatorUrl: string): string {
  return `The exporter is polling a simulated Webex every 15 seconds. Look at

  Status page   ${url}/
  Metrics       ${url}${telemetryPath}
  Simulator     ${simulatorUrl}/simulator

Break a site and watch the status page:

  curl -X PUT ${simulatorUrl}/simulator/faults/acme-eu.webex.com -d '{"kind":"status","status":503}'
  curl -X DELETE ${simulatorUrl}/simulator/faults/acme-eu.webex.com

Press Ctrl-C to stop.
`;
}
