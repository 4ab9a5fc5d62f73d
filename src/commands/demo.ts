import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runExporter } from '../exporter/run.ts';
import { DEMO_SITE_URLS } from '../simulator/world/site-profile.ts';
import { loadConfig } from './configuration.ts';
import { toDemoEnvironment } from './demo-environment.ts';
import type { CommandContext } from './serve.ts';
import { startSimulator, type Simulation } from './simulate.ts';

/** Runs the exporter against the embedded simulator, polling often enough to watch. */
export async function demo({ commandLine, runtime, log, redactor }: CommandContext): Promise<void> {
  const { values } = commandLine;
  const simulation = await startSimulator(commandLine, runtime, {
    sites: values['simulator.sites'] ?? DEMO_SITE_URLS,
  });
  try {
    const { env, ignored } = toDemoEnvironment(runtime.env, simulation.url, simulation.sites);
    if (ignored.length > 0)
      log.warn('the demo asks its own simulator and does not obey some settings', {
        settings: ignored.join(','),
      });
    const { config, warnings } = await loadConfig({ env, files: runtime.files }, { purpose: 'simulate' });
    for (const warning of warnings) log.warn(warning);
    // The exporter makes its folder in one that exists; where that cannot be, it says so and goes on in memory.
    if (config.stateDir !== undefined)
      await mkdir(dirname(config.stateDir), { recursive: true, mode: 0o700 }).catch(() => undefined);
    await runExporter({
      config,
      flags: values,
      runtime,
      log,
      redactor,
      onListening: (url) =>
        runtime.stdout(
          describeDemo(url, values['web.telemetry-path'], simulation, env['WEBEX_POLL_INTERVAL']),
        ),
    });
  } finally {
    await simulation.close();
  }
}

function describeDemo(
  url: string,
  telemetryPath: string,
  { url: simulatorUrl, sites }: Simulation,
  interval = '',
): string {
  const site = sites[1] ?? sites[0] ?? '';
  return `The exporter is polling a simulated Webex every ${interval}. Look at

  Status page   ${url}/
  Metrics       ${url}${telemetryPath}
  Simulator     ${simulatorUrl}/simulator

Break a site and watch the status page:

  curl -X PUT ${simulatorUrl}/simulator/faults/${site} -d '{"kind":"status","status":503}'
  curl -X DELETE ${simulatorUrl}/simulator/faults/${site}

Press Ctrl-C to stop.
`;
}
