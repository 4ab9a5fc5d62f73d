import { parseArgs } from 'node:util';
import { z } from 'zod';
import { LOG_FORMATS, LOG_LEVELS } from '../log.ts';
import { nearest } from '../nearest.ts';
import * as values from './values.ts';

export const COMMANDS = {
  serve: 'run the exporter until SIGTERM or SIGINT (the default command)',
  demo: 'run the exporter against the embedded Webex simulator; needs no account',
  simulate: 'run the Webex simulator alone, so that a deployed exporter can be tried against it',
  check: 'ask Webex once per site and say, per site, what works and what to do about what does not',
  login: 'get tokens by a code that you enter in a browser, and keep them in the state directory',
  backfill: 'write past days as OpenMetrics, for promtool to make Prometheus blocks of',
} as const;

export type Command = keyof typeof COMMANDS;

interface SwitchFlag {
  readonly help: string;
  readonly commands: readonly Command[];
}

/** A flag that takes a value: `--name=value` or `--name value`. */
interface ValueFlag extends SwitchFlag {
  /** What stands for its value in `--help`. */
  readonly placeholder: string;
  /** Empty: it has none. */
  readonly defaultText: string;
  /** May be given several times; the schema reads one text with a line for each. */
  readonly isRepeatable?: true;
}

const EVERYWHERE: readonly Command[] = ['serve', 'demo', 'simulate', 'check', 'login', 'backfill'];
const EXPORTER: readonly Command[] = ['serve', 'demo'];
const SIMULATOR: readonly Command[] = ['demo', 'simulate'];
const BACKFILL: readonly Command[] = ['backfill'];

const VALUE_SCHEMA = z.object({
  'web.listen-address': values.listenAddress,
  'web.telemetry-path': values.urlPath,
  'web.config.file': values.optional(values.text),
  'simulator.listen-address': values.listenAddress,
  'simulator.seed': values.count(0, 999_999_999),
  'config.file': values.optional(values.text),
  shard: values.optional(values.shard),
  account: values.optional(values.text),
  from: values.optional(values.day),
  to: values.optional(values.day),
  until: values.optional(values.instant),
  'output-dir': values.optional(values.text),
  windows: values.optional(values.windows),
  step: values.duration,
  label: values.labels,
  promtool: values.optional(values.text),
  tsdb: values.optional(values.text),
  'log.level': values.oneOf(LOG_LEVELS),
  'log.format': values.oneOf(LOG_FORMATS),
});

export type FlagValues = Readonly<z.output<typeof VALUE_SCHEMA>>;
type ValueFlagName = keyof FlagValues;

export const VALUE_FLAGS: Readonly<Record<ValueFlagName, ValueFlag>> = {
  'web.listen-address': {
    placeholder: 'ADDRESS',
    defaultText: ':10054',
    help: 'address of the exporter; port 0 takes a free port and logs it',
    commands: EXPORTER,
  },
  'web.telemetry-path': {
    placeholder: 'PATH',
    defaultText: '/metrics',
    help: 'path of the metrics page',
    commands: EXPORTER,
  },
  'web.config.file': {
    placeholder: 'FILE',
    defaultText: '',
    help: "TLS, basic authentication and headers, in exporter-toolkit's format; read again when it changes",
    commands: EXPORTER,
  },
  'simulator.listen-address': {
    placeholder: 'ADDRESS',
    defaultText: '127.0.0.1:10055',
    help: 'address of the simulator; port 0 takes a free port and logs it',
    commands: SIMULATOR,
  },
  'simulator.seed': {
    placeholder: 'NUMBER',
    defaultText: '1',
    help: 'the same seed gives the same figures on every machine',
    commands: SIMULATOR,
  },
  'config.file': {
    placeholder: 'FILE',
    defaultText: '',
    help: 'YAML file for several accounts and settings of single sites; says the same as the environment, which comes first',
    commands: ['serve', 'check', 'login', 'backfill'],
  },
  shard: {
    placeholder: 'I/N',
    defaultText: '',
    help: 'poll the part I (from 0) of N of the sites; auto/N takes I from the ordinal in WEBEX_EXPORTER_POD_NAME',
    commands: ['serve'],
  },
  account: {
    placeholder: 'NAME',
    defaultText: '',
    help: 'the account to log in for; needed when there are several',
    commands: ['login'],
  },
  from: {
    placeholder: 'DATE',
    defaultText: '',
    help: 'first UTC day on which figures are to be shown; needed',
    commands: BACKFILL,
  },
  to: {
    placeholder: 'DATE',
    defaultText: '',
    help: 'last UTC day on which figures are to be shown; today at most; needed',
    commands: BACKFILL,
  },
  until: {
    placeholder: 'INSTANT',
    defaultText: '',
    help: 'write no sample from this instant on, e.g. 2026-11-23T14:05:00Z, when live data begins; without it 3 hours ago, the latest possible',
    commands: BACKFILL,
  },
  'output-dir': {
    placeholder: 'DIR',
    defaultText: '',
    help: 'where answers are kept and files written; the same one resumes an interrupted run; needed',
    commands: BACKFILL,
  },
  windows: {
    placeholder: 'LIST',
    defaultText: '',
    help: 'comma-separated windows instead of the configured ones',
    commands: BACKFILL,
  },
  step: {
    placeholder: 'DURATION',
    defaultText: '5m',
    help: 'time between samples; more than 5m leaves holes in panels and rules but takes less space',
    commands: BACKFILL,
  },
  label: {
    placeholder: 'NAME=VALUE',
    defaultText: '',
    isRepeatable: true,
    help: 'a label for every series, such as job=webex; may be repeated',
    commands: BACKFILL,
  },
  promtool: {
    placeholder: 'PATH',
    defaultText: '',
    help: 'promtool that makes the blocks; with --tsdb',
    commands: BACKFILL,
  },
  tsdb: {
    placeholder: 'DIR',
    defaultText: '',
    help: 'where promtool puts the blocks; with --promtool',
    commands: BACKFILL,
  },
  'log.level': {
    placeholder: 'LEVEL',
    defaultText: 'info',
    help: `one of ${LOG_LEVELS.join(', ')}`,
    commands: EVERYWHERE,
  },
  'log.format': {
    placeholder: 'FORMAT',
    defaultText: 'logfmt',
    help: `one of ${LOG_FORMATS.join(', ')}`,
    commands: EVERYWHERE,
  },
};

type SwitchFlagName =
  | 'config.check'
  | 'config.auto-reload'
  | 'web.enable-lifecycle'
  | 'json'
  | 'show-answer'
  | 'dry-run'
  | 'help'
  | 'version';

export const SWITCH_FLAGS: Readonly<Record<SwitchFlagName, SwitchFlag>> = {
  'config.check': {
    help: 'validate the configuration, print it resolved with secrets redacted, and exit',
    commands: ['serve'],
  },
  json: { help: 'print the result as JSON', commands: ['check'] },
  'show-answer': {
    help: "also print Webex's raw answers, secrets removed, for bug reports",
    commands: ['check'],
  },
  'config.auto-reload': {
    help: 'read the configuration anew when one of its files changes, such as a mounted ConfigMap or Secret',
    commands: ['serve'],
  },
  'web.enable-lifecycle': {
    help: 'let POST and PUT to /-/reload read the configuration anew; SIGHUP always does',
    commands: ['serve'],
  },
  'dry-run': {
    help: 'say what the run would cost, and exit',
    commands: BACKFILL,
  },
  help: { help: 'print this and exit', commands: EVERYWHERE },
  version: { help: 'print the version and exit', commands: EVERYWHERE },
};

export interface CommandLine {
  readonly command: Command;
  readonly values: FlagValues;
  readonly switches: ReadonlySet<SwitchFlagName>;
}

/** Reads the command line; undefined when it is faulty, with every fault in `problems`. */
export function readCommandLine(args: readonly string[], problems: string[]): CommandLine | undefined {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: parserOptions(),
  });
  const command = readCommand(
    tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    problems,
  );
  const given = new Map<string, string>();
  const switches = new Set<SwitchFlagName>();

  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    if (isSwitchName(name) && isFor(SWITCH_FLAGS[name], command)) {
      if (token.value === undefined) switches.add(name);
      else problems.push(`${rawName} takes no value`);
    } else if (isValueName(name) && isFor(VALUE_FLAGS[name], command)) {
      if (token.value === undefined) problems.push(`${rawName} needs a value`);
      else if (!given.has(name)) given.set(name, token.value);
      else if (VALUE_FLAGS[name].isRepeatable) given.set(name, `${given.get(name)}\n${token.value}`);
      else problems.push(`${rawName} is given twice`);
    } else {
      problems.push(describeUnknownFlag(rawName, name, command));
    }
  }

  const texts = Object.entries(VALUE_FLAGS).map(([name, { defaultText }]) => [
    name,
    given.get(name) ?? defaultText,
  ]);
  const read = VALUE_SCHEMA.safeParse(Object.fromEntries(texts));
  if (!read.success)
    problems.push(...read.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`));
  return read.success && problems.length === 0 ? { command, values: read.data, switches } : undefined;
}

function parserOptions(): Record<string, { type: 'string' | 'boolean' }> {
  const options: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const name of Object.keys(VALUE_FLAGS)) options[name] = { type: 'string' };
  for (const name of Object.keys(SWITCH_FLAGS)) options[name] = { type: 'boolean' };
  return options;
}

function readCommand(positionals: readonly string[], problems: string[]): Command {
  const [name = 'serve', ...rest] = positionals;
  for (const extra of rest) problems.push(`unexpected argument ${JSON.stringify(extra)}`);
  if (isCommand(name)) return name;
  problems.push(`unknown command ${JSON.stringify(name)}${suggest(name, Object.keys(COMMANDS))}`);
  return 'serve';
}

function describeUnknownFlag(rawName: string, name: string, command: Command): string {
  const all: Record<string, SwitchFlag> = { ...VALUE_FLAGS, ...SWITCH_FLAGS };
  const known = Object.hasOwn(all, name) ? all[name] : undefined;
  if (known) return `${rawName} is no flag of \`${command}\`, only of ${known.commands.join(' and ')}`;
  const candidates = Object.keys(all).filter((candidate) => all[candidate] && isFor(all[candidate], command));
  return `unknown flag ${rawName}${suggest(name, candidates, '--')}`;
}

function suggest(name: string, candidates: readonly string[], prefix = ''): string {
  const found = nearest(name, candidates);
  return found === undefined ? '' : `; did you mean ${prefix}${found}?`;
}

function isFor(flag: SwitchFlag, command: Command): boolean {
  return flag.commands.includes(command);
}

function isCommand(name: string): name is Command {
  return Object.hasOwn(COMMANDS, name);
}

function isValueName(name: string): name is ValueFlagName {
  return Object.hasOwn(VALUE_FLAGS, name);
}

function isSwitchName(name: string): name is SwitchFlagName {
  return Object.hasOwn(SWITCH_FLAGS, name);
}
