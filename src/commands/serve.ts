import type { CommandLine } from '../config/command-line.ts';
import { resolveConfig } from '../config/config.ts';
import { findSystemdSockets, NO_SYSTEMD_SOCKET } from '../http/systemd-sockets.ts';
import { readWebConfig } from '../http/web-config/web-config.ts';
import { printConfig } from '../config/print.ts';
import type { Logger } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import { runExporter } from '../exporter/run.ts';
import type { ConfigSource } from '../exporter/reload.ts';
import { UsageError } from '../usage-error.ts';

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
export async function serve(context: CommandContext): Promise<void> {
  const { commandLine, runtime, log, redactor } = context;
  const { values } = commandLine;
  const source = createConfigSource(context);
  const problems: string[] = [];
  const resolved = source.load(problems);
  const webConfigFile = values['web.config.file'];
  if (webConfigFile !== undefined) problems.push(...(await readWebConfig(webConfigFile)).problems);
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
      source,
      isByHttp: values['web.enable-lifecycle'],
      isOnChange: values['config.auto-reload'],
    },
  });
}

function createConfigSource({ commandLine, runtime, readFile }: CommandContext): ConfigSource {
  const { shard, 'config.file': file } = commandLine.values;
  const paths = new Set<string>();
  const readNoted = (path: string): string => {
    paths.add(path);
    return readFile(path);
  };
  const readOrFault = (path: string): string => {
    try {
      return readFile(path);
    } catch (error) {
      return String(error);
    }
  };
  return {
    load(problems) {
      paths.clear();
      return resolveConfig({ env: runtime.env, readFile: readNoted }, problems, { shard, file });
    },
    contents: () => JSON.stringify([...paths].map((path) => [path, readOrFault(path)])),
  };
}
