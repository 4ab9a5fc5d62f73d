import { parseArgs, type ParseArgsConfig } from 'node:util';
import { suggest } from '../nearest.ts';
import { COMMANDS, type Command } from './commands.ts';
import {
  SWITCH_FLAGS,
  VALUE_FLAGS,
  type FlagValues,
  type SwitchFlag,
  type SwitchFlagName,
  type ValueFlagName,
} from './flags.ts';
import { namesOf } from './settings.ts';
import { boundProblems, readValue } from './source.ts';

export interface CommandLine {
  readonly command: Command;
  /** A faulty flag has its default. */
  readonly values: FlagValues;
  readonly switches: ReadonlySet<SwitchFlagName>;
}

export interface CommandLineReading extends CommandLine {
  /** What is asked for: `help` of the one command, if any, and `version` are written as commands or as flags. */
  readonly request: 'run' | 'help' | 'version';
  /** Undefined: none is named. */
  readonly named: Command | undefined;
  /** Every fault, a sentence each. */
  readonly problems: readonly string[];
  /** Whether command and configuration are clear in spite of the faults, so that those of the configuration can be told too. */
  readonly isClear: boolean;
}

export function readCommandLine(args: readonly string[]): CommandLineReading {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: parserOptions(),
  });
  const problems: string[] = [];
  const fail = (flag: string, message: string): void => void problems.push(`${flag}: ${message}`);
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const { request, named } = readWords(words, problems);
  let isClear = problems.length === 0;
  const command = named ?? 'serve';
  const given = new Map<string, string[]>();
  const switches = new Set<SwitchFlagName>();

  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (isSwitchName(name) && isFor(SWITCH_FLAGS[name], command)) {
      if (value === undefined) switches.add(name);
      else fail(rawName, 'takes no value');
    } else if (isValueName(name) && isFor(VALUE_FLAGS[name], command)) {
      const texts = given.get(name) ?? [];
      if (value === undefined) fail(rawName, 'needs a value');
      else if (texts.length > 0 && !VALUE_FLAGS[name].isRepeatable) fail(rawName, 'is given twice');
      else given.set(name, [...texts, value]);
    } else {
      const message = describeUnknownFlag(name, command);
      if (message.includes('config.file')) isClear = false;
      fail(rawName, message);
    }
  }
  const asked = switches.has('help') ? 'help' : switches.has('version') ? 'version' : request;
  const values = readValues(given, problems);
  return { request: asked, named, command, values, switches, problems: boundProblems(problems), isClear };
}

function readValues(given: ReadonlyMap<string, readonly string[]>, problems: string[]): FlagValues {
  const entries = namesOf(VALUE_FLAGS).map((name): [string, unknown] => {
    const { schema, defaultText, isRepeatable } = VALUE_FLAGS[name];
    const defaults = isRepeatable && defaultText === undefined ? [] : [defaultText ?? ''];
    const read = (text: string): unknown => readValue(schema, { text, origin: `--${name}` }, problems);
    const before = problems.length;
    const values = (given.get(name) ?? defaults).map(read);
    const good = problems.length === before ? values : defaults.map(read);
    return [name, isRepeatable ? good : good[0]];
  });
  // oxlint-disable-next-line no-unsafe-type-assertion -- each value was read by the schema that its type comes from
  return Object.fromEntries(entries) as FlagValues;
}

type ParserOptions = NonNullable<ParseArgsConfig['options']>;

function parserOptions(): ParserOptions {
  const options: ParserOptions = {};
  for (const name of Object.keys(VALUE_FLAGS)) options[name] = { type: 'string' };
  for (const [name, { short }] of Object.entries(SWITCH_FLAGS))
    options[name] = { type: 'boolean', ...(short && { short }) };
  return options;
}

function readWords(
  [first, ...rest]: readonly string[],
  problems: string[],
): Pick<CommandLineReading, 'request' | 'named'> {
  const request = first === 'help' || first === 'version' ? first : 'run';
  const [name, ...extra] =
    request === 'help' ? rest : request === 'version' ? [undefined, ...rest] : [first, ...rest];
  for (const word of extra) problems.push(`unexpected argument ${JSON.stringify(word)}`);
  if (name === undefined || isCommand(name)) return { request, named: name };
  problems.push(`unknown command ${JSON.stringify(name)}${suggest(name, Object.keys(COMMANDS))}`);
  return { request, named: undefined };
}

function describeUnknownFlag(name: string, command: Command): string {
  const all: Record<string, SwitchFlag> = { ...VALUE_FLAGS, ...SWITCH_FLAGS };
  const known = Object.hasOwn(all, name) ? all[name] : undefined;
  if (known) return `no flag of \`${command}\`, only of ${known.commands.join(' and ')}`;
  const candidates = Object.keys(all).filter((candidate) => all[candidate] && isFor(all[candidate], command));
  return `unknown flag${suggest(
    `--${name}`,
    candidates.map((candidate) => `--${candidate}`),
  )}`;
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
