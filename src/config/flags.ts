import { z } from 'zod';
import { LOG_FORMATS, LOG_LEVELS } from '../log.ts';
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

export interface SwitchFlag {
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

export const VALUE_SCHEMA = z.object({
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
export type ValueFlagName = keyof FlagValues;

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

export type SwitchFlagName =
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
