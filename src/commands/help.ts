import { COMMANDS, SWITCH_FLAGS, VALUE_FLAGS, type Command } from '../config/flags.ts';
import { ACCOUNT_SETTINGS, CREDENTIAL_SETTINGS, EXPORTER_SETTINGS } from '../config/settings.ts';

/** Commands that read the environment's settings. */
const CONFIGURED: ReadonlySet<Command> = new Set<Command>(['serve', 'check', 'login', 'backfill']);

const INDENT = '  ';

/** The text of `--help` for a command, from the same tables that read flags and settings. */
export function renderHelp(command: Command): string {
  const sections = [
    `Usage: webex-exporter [COMMAND] [FLAGS]\n\nPrometheus and OpenTelemetry exporter for Webex meeting analytics.\n`,
    section('Commands', Object.entries(COMMANDS)),
    section(`Flags of \`${command}\``, describeFlags(command)),
    ...(CONFIGURED.has(command) ? [section('Environment', describeEnvironment())] : []),
  ];
  return sections.join('\n');
}

function section(title: string, rows: readonly (readonly [term: string, help: string])[]): string {
  const width = Math.max(...rows.map(([term]) => term.length)) + 2;
  return `${title}:\n${rows.map(([term, help]) => `${INDENT}${term.padEnd(width)}${help}\n`).join('')}`;
}

function describeFlags(command: Command): [string, string][] {
  const valued = Object.entries(VALUE_FLAGS)
    .filter(([, flag]) => flag.commands.includes(command))
    .map(([name, flag]): [string, string] => [
      `--${name}=${flag.placeholder}`,
      flag.defaultText === '' ? flag.help : `${flag.help} (default ${flag.defaultText})`,
    ]);
  const switches = Object.entries(SWITCH_FLAGS)
    .filter(([, flag]) => flag.commands.includes(command))
    .map(([name, flag]): [string, string] => [`--${name}`, flag.help]);
  return [...valued, ...switches];
}

function describeEnvironment(): [string, string][] {
  const credentials = Object.values(CREDENTIAL_SETTINGS).map(
    ({ variable, isSecret, help }): [string, string] => [isSecret ? `${variable}[_FILE]` : variable, help],
  );
  const settings = Object.values({ ...ACCOUNT_SETTINGS, ...EXPORTER_SETTINGS }).map(
    ({ variable, defaultText, help }): [string, string] => [
      variable,
      defaultText ? `${help} (default ${defaultText})` : help,
    ],
  );
  return [...settings.slice(0, 1), ...credentials, ...settings.slice(1)];
}
