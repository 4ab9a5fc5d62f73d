import { parseArgs } from 'node:util';
import { nearest } from '../nearest.ts';
import {
  COMMANDS,
  SWITCH_FLAGS,
  VALUE_FLAGS,
  VALUE_SCHEMA,
  type Command,
  type FlagValues,
  type SwitchFlag,
  type SwitchFlagName,
  type ValueFlagName,
} from './flags.ts';

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
