import type * as z from 'zod';
import { LOG_FORMATS, LOG_LEVELS } from '../log.ts';
import { COMMANDS, type Command } from './commands.ts';
import { namesOf } from './settings.ts';
import * as values from './values.ts';

export interface Flag {
  readonly help: string;
  readonly commands: readonly Command[];
  /** How the value is read: `--name=value` or `--name value`. Undefined: a switch, which takes none. */
  readonly schema?: z.ZodType<unknown, string>;
  /** What stands for the value in `--help`. */
  readonly placeholder?: string;
  readonly defaultText?: string;
  /** May be given several times, and gives a list; without a default, an empty one. */
  readonly isRepeatable?: true;
  /** The letter that means the same. */
  readonly short?: string;
}

const EVERYWHERE: readonly Command[] = namesOf(COMMANDS);
const EXPORTER: readonly Command[] = ['serve', 'demo'];
const SIMULATOR: readonly Command[] = ['demo', 'simulate'];
const LISTENING: readonly Command[] = [...EXPORTER, 'health'];

const FILE = { schema: values.text, placeholder: 'FILE' };
const DIRECTORY = { schema: values.text, placeholder: 'DIR' };

/** The flags, each said once: read, documented and typed from here. */
const TABLE = {
  'web.listen-address': {
    schema: values.listenAddress,
    placeholder: 'ADDRESS',
    defaultText: ':10054',
    isRepeatable: true,
    help: 'address of the exporter; port 0 takes a free port and logs it; may be repeated',
    commands: LISTENING,
  },
  'web.external-url': {
    schema: values.baseUrl('https://webex-exporter.example'),
    placeholder: 'URL',
    help: 'where people and alerts reach the exporter, when that is behind a proxy',
    commands: EXPORTER,
  },
  'web.telemetry-path': {
    schema: values.urlPath,
    placeholder: 'PATH',
    defaultText: '/metrics',
    help: 'path of the metrics page',
    commands: EXPORTER,
  },
  'web.config.file': {
    ...FILE,
    help: "TLS, basic authentication and headers, in exporter-toolkit's format; read again when it changes",
    commands: LISTENING,
  },
  'simulator.listen-address': {
    schema: values.listenAddress,
    placeholder: 'ADDRESS',
    defaultText: '127.0.0.1:10055',
    help: 'address of the simulator; port 0 takes a free port and logs it',
    commands: SIMULATOR,
  },
  'simulator.seed': {
    schema: values.wholeNumber(0, 999_999_999),
    placeholder: 'NUMBER',
    defaultText: '1',
    help: 'the same seed gives the same figures on every machine',
    commands: SIMULATOR,
  },
  'simulator.sites': {
    schema: values.sites,
    placeholder: 'LIST',
    help: 'comma-separated site host names to simulate; without it, four of a company called acme',
    commands: SIMULATOR,
  },
  'simulator.clock': {
    schema: values.instant,
    placeholder: 'INSTANT',
    help: "where the simulator's clock starts, e.g. 2026-11-30T09:00:00Z; it can then be set; without it, now",
    commands: SIMULATOR,
  },
  record: {
    ...DIRECTORY,
    help: "keep Webex's answers there, with stand-ins for names, hosts and ids: for `simulate --replay` and bug reports",
    commands: ['check'],
  },
  replay: {
    ...DIRECTORY,
    help: 'serve the real answers that `check --record` kept there',
    commands: ['simulate'],
  },
  'config.file': {
    ...FILE,
    help: 'YAML file for several accounts and settings of single sites; says the same as the environment, which comes first',
    commands: ['serve', 'check', 'login', 'backfill', 'simulate'],
  },
  shard: {
    schema: values.shard,
    placeholder: 'I/N',
    help: 'poll the part I (from 0) of N of the sites; auto/N takes I from the ordinal in WEBEX_EXPORTER_POD_NAME',
    commands: ['serve'],
  },
  'of-process': {
    schema: values.wholeNumber(1, 4_194_304),
    placeholder: 'PID',
    help: 'take the flags of the exporter that runs as this process, in a container mostly 1',
    commands: ['health'],
  },
  account: {
    schema: values.text,
    placeholder: 'NAME',
    help: 'the account to log in for; needed when there are several',
    commands: ['login'],
  },
  from: {
    schema: values.day,
    placeholder: 'DATE',
    help: 'first UTC day on which figures are to be shown; needed',
    commands: ['backfill'],
  },
  to: {
    schema: values.day,
    placeholder: 'DATE',
    help: 'last UTC day on which figures are to be shown; today at most; needed',
    commands: ['backfill'],
  },
  until: {
    schema: values.instant,
    placeholder: 'INSTANT',
    help: 'write no sample from this instant on, e.g. 2026-11-23T14:05:00Z, when live data begins; without it 3 hours ago, the latest possible',
    commands: ['backfill'],
  },
  'output-dir': {
    ...DIRECTORY,
    help: 'where answers are kept and files written; the same one resumes an interrupted run; needed',
    commands: ['backfill'],
  },
  windows: {
    schema: values.windows,
    placeholder: 'LIST',
    help: 'comma-separated windows instead of the configured ones',
    commands: ['backfill'],
  },
  step: {
    schema: values.duration,
    placeholder: 'DURATION',
    defaultText: '5m',
    help: 'time between samples; more than 5m leaves holes in panels and rules but takes less space',
    commands: ['backfill'],
  },
  label: {
    schema: values.label,
    placeholder: 'NAME=VALUE',
    isRepeatable: true,
    help: 'a label for every series, such as job=webex; may be repeated',
    commands: ['backfill'],
  },
  promtool: {
    schema: values.text,
    placeholder: 'PATH',
    help: 'promtool that makes the blocks; with --tsdb',
    commands: ['backfill'],
  },
  tsdb: {
    ...DIRECTORY,
    help: 'where promtool puts the blocks; with --promtool',
    commands: ['backfill'],
  },
  thresholds: {
    ...FILE,
    help: 'YAML file of thresholds, overrides by site, patience, severities, quiet days and links',
    commands: ['rules'],
  },
  holidays: {
    schema: values.countryCodes,
    placeholder: 'LIST',
    help: 'comma-separated countries whose holidays are known, e.g. US,ES; without it all',
    commands: ['rules'],
  },
  format: {
    schema: values.oneOf(['prometheus', 'operator', 'grafana'] as const),
    placeholder: 'FORMAT',
    defaultText: 'prometheus',
    help: "a rule file, a PrometheusRule or Grafana's own alerts: one of prometheus, operator, grafana",
    commands: ['rules'],
  },
  datasource: {
    schema: values.text,
    placeholder: 'UID',
    help: "uid of Grafana's data source, or a variable of Grafana's environment that has it; with --format=grafana; without it webex-prometheus",
    commands: ['rules'],
  },
  'log.level': {
    schema: values.oneOf(LOG_LEVELS),
    placeholder: 'LEVEL',
    defaultText: 'info',
    help: `one of ${LOG_LEVELS.join(', ')}`,
    commands: EVERYWHERE,
  },
  'log.format': {
    schema: values.oneOf(LOG_FORMATS),
    placeholder: 'FORMAT',
    defaultText: 'logfmt',
    help: `one of ${LOG_FORMATS.join(', ')}`,
    commands: EVERYWHERE,
  },
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
  'web.systemd-socket': {
    help: 'listen on the sockets that systemd hands over, instead of --web.listen-address',
    commands: ['serve'],
  },
  'dry-run': { help: 'say what the run would cost, and exit', commands: ['backfill'] },
  help: { help: 'print this and exit', commands: EVERYWHERE, short: 'h' },
  version: { help: 'print the version and exit', commands: EVERYWHERE, short: 'v' },
} satisfies Record<string, Flag>;

export type FlagName = keyof typeof TABLE;

/** A switch gives whether it is there, a flag without a default gives undefined where it is not. */
export type FlagValues = { readonly [Name in FlagName]: ValueOf<(typeof TABLE)[Name]> };

type ValueOf<F extends Flag> = F extends { schema: z.ZodType<infer Value> }
  ? F extends { isRepeatable: true }
    ? readonly Value[]
    : F extends { defaultText: string }
      ? Value
      : Value | undefined
  : boolean;

export const FLAGS: Readonly<Record<FlagName, Flag>> = TABLE;
