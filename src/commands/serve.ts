import type { CommandLine } from '../config/command-line.ts';
import { findSystemdSockets, NO_SYSTEMD_SOCKET } from '../http/systemd-sockets.ts';
import { readWebConfig } from '../http/web-config/web-config.ts';
import { printConfig } from '../config/print.ts';
import type { Logger } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import { runExporter } from '../exporter/run.ts';
import { UsageError } from '../usage-error.ts';
import { createConfigSource, readConfig } from './configuration.ts';

/** What every command is given. */
export interface CommandContext {
  readonly commandLine: CommandLine;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
}

/** Runs the exporter on the configuration it is given, or only checks that. */
export async function serve(context: CommandContext): Promise<void> {
  const { commandLine, runtime, log, redactor } = context;
  const { values } = commandLine;
  const { shard, 'config.file': file, 'web.config.file': webConfigFile } = values;
  const first = await readConfig(runtime, { shard, file });
  const { resolved, problems } = first;
  if (webConfigFile !== undefined)
    problems.push(...(await readWebConfig(webConfigFile, runtime.files)).problems);
  const isFromSystemd = values['web.systemd-socket'];
  const targets = isFromSystemd ? findSystemdSockets(runtime.env, process.pid) : undefined;
  if (targets?.length === 0) problems.push(NO_SYSTEMD_SOCKET);
  if (resolved === undefined || problems.length > 0) throw new UsageError(problems);

  for (const warning of resolved.warnings) log.warn(warning);
  if (values['config.check']) {
    runtime.stdout(`${printConfig(resolved.config)}\n`);
    return;
  }
  await runExporter({
    config: resolved.config,
    flags: values,
    runtime,
    log,
    redactor,
    ...(targets ? { targets } : {}),
    reloading: {
      source: createConfigSource(first, runtime, { shard, file }),
      isByHttp: values['web.enable-lifecycle'],
      isOnChange: values['config.auto-reload'],
    },
  });
}
