import { COMMANDS, type Command } from '../config/commands.ts';
import { FLAGS } from '../config/flags.ts';
import { SETTINGS } from '../config/settings.ts';

type Row = readonly [term: string, help: string];

const INDENT = '  ';

/** Beside the settings of our own. */
const OTHER_VARIABLES: readonly Row[] = [
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'push the same metrics by OTLP; the other OTEL_* variables count as usual'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'the proxies on the way to Webex and to the OTLP collector'],
  ['NODE_EXTRA_CA_CERTS', 'a file with the certificates of authorities to trust besides the usual ones'],
];

/** The text of `--help`, from the tables that read flags and settings: of one command, or of the program as a whole. */
export function renderHelp(command?: Command): string {
  return command === undefined ? renderOverview() : renderCommand(command);
}

function renderCommand(command: Command): string {
  const { help, example, doc } = COMMANDS[command];
  return [
    `Usage: webex-exporter ${command} [FLAGS]\n\n${help}\n`,
    section('Flags', describeFlags(command)),
    `Example:\n${INDENT}webex-exporter ${example}\n`,
    `More: ${doc}; settings: webex-exporter help\n`,
  ].join('\n');
}

function renderOverview(): string {
  return [
    'Usage: webex-exporter [COMMAND] [FLAGS]\n\nPrometheus and OpenTelemetry exporter for Webex meeting analytics.\n',
    section('Commands', [
      ...Object.entries(COMMANDS).map(([name, { help }]): Row => [name, help]),
      ['help [COMMAND]', 'print this, or what a command takes, and exit; the same as --help, -h'],
      ['version', 'print the version and exit; the same as --version, -v'],
    ]),
    section('Flags of `serve`', describeFlags('serve')),
    section('Environment', [
      ...Object.values(SETTINGS).map((setting): Row => [setting.variable, withDefault(setting)]),
      ...OTHER_VARIABLES,
    ]),
    'More: docs/reference.md\n',
  ].join('\n');
}

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([term]) => term.length)) + 2;
  return `${title}:\n${rows.map(([term, help]) => `${INDENT}${term.padEnd(width)}${help}\n`).join('')}`;
}

function describeFlags(command: Command): Row[] {
  return Object.entries(FLAGS)
    .filter(([, flag]) => flag.commands.includes(command))
    .map(([name, flag]) => [
      flag.placeholder ? `--${name}=${flag.placeholder}` : `--${name}`,
      withDefault(flag),
    ]);
}

function withDefault({ help, defaultText }: { help: string; defaultText?: string }): string {
  return defaultText ? `${help} (default ${defaultText})` : help;
}
