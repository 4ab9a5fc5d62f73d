import { resolveConfig } from '../config/config.ts';
import type { CommandLine } from '../config/flags.ts';
import { readWebConfig } from '../http/web-config.ts';
import { printConfig } from '../config/print.ts';
import type { Logger } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import { runExporter } from './exporter.ts';
import { UsageError } from './usage-error.ts';

/** What every command is given. */
export interface CommandContext {
  readonly commandLine: CommandLine;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
}

/** Runs the exporter on the configuration it is given, or only checks that. */
export async function serve({
  commandLine,
  runtime,
  log,
  redactor,
  readFile,
}: CommandContext): Promise<void> {
  const problems: string[] = [];
  const resolved = resolveConfig({ env: runtime.env, readFile }, problems, {
    shard: commandLine.values.shard,
    file: commandLine.values['config.file'],
  });
  const webConfigFile = commandLine.values['web.config.file'];
  if (webConfigFile !== undefined) problems.push(...(await readWebConfig(webConfigFile)).problems);
  if (resolved === undefined || problems.length > 0) throw new UsageError(problems);
  for (const warning of resolved.warnings) log.warn(warning);
  if (commandLine.switches.has('config.check')) {
    runtime.stdout(`${printConfig(resolved.config)}\n`);
    return;
  }
  await runExporter({ config: resolved.config, flags: commandLine.values, runtime, log, redactor });
}
