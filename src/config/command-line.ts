import { parseArgs } from 'node:util';
import { suggest } from '../nearest.ts';
import { mayBeCredential, quote } from '../shown-text.ts';
import { COMMANDS, type Command } from './commands.ts';
import { FLAGS, type Flag, type FlagName, type FlagValues } from './flags.ts';
import { namesOf } from './settings.ts';
import { boundProblems, readValue } from './source.ts';

export interface CommandLine {
  readonly command: Command;
  /** A faulty flag has its default. */
  readonly values: FlagValues;
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
  const options = namesOf(FLAGS).map((name) => {
    const { schema, short } = FLAGS[name];
    return [name, { type: schema ? 'string' : 'boolean', ...(short && { short }) }] as const;
  });
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(options),
  });
  const problems: string[] = [];
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const { request, named } = readWords(words, problems);
  let isClear = problems.length === 0;
  const command = named ?? 'serve';
  const given = new Map<string, readonly string[]>();

  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const fail = (message: string): void =>
      void problems.push(`${mayBeCredential(rawName) ? 'a flag' : rawName}: ${message}`);
    const flag = isFlagName(name) ? FLAGS[name] : undefined;
    const texts = given.get(name) ?? [];
    if (!flag?.commands.includes(command)) {
      const message = describeUnknownFlag(name, flag, command);
      if (message.includes('config.file')) isClear = false;
      fail(message);
    } else if (flag.schema === undefined) {
      if (value === undefined) given.set(name, []);
      else fail('takes no value');
    } else if (value === undefined) fail('needs a value');
    else if (texts.length > 0 && !flag.isRepeatable) fail('is given twice');
    else given.set(name, [...texts, value]);
  }
  const entries = namesOf(FLAGS).map((name) => [name, readFlag(name, given.get(name), problems)]);
  return {
    request: given.has('help') ? 'help' : given.has('version') ? 'version' : request,
    named,
    command,
    // oxlint-disable-next-line no-unsafe-type-assertion -- each value was read by the schema that its type comes from
    values: Object.fromEntries(entries) as FlagValues,
    problems: boundProblems(problems),
    isClear,
  };
}

function readFlag(name: FlagName, given: readonly string[] | undefined, problems: string[]): unknown {
  const { schema, defaultText, isRepeatable } = FLAGS[name];
  if (schema === undefined) return given !== undefined;
  const before = problems.length;
  const read = (texts: readonly string[]): unknown[] =>
    texts.map((text) => readValue(schema, { text, origin: `--${name}` }, problems));
  const defaults = defaultText === undefined ? [] : [defaultText];
  // Without a default, an empty text is none.
  const isGiven = isRepeatable || defaultText !== undefined || given?.[0] !== '';
  const values = read((isGiven ? given : undefined) ?? defaults);
  const good = problems.length === before ? values : read(defaults);
  return isRepeatable ? good : good[0];
}

function readWords(
  [first, ...rest]: readonly string[],
  problems: string[],
): Pick<CommandLineReading, 'request' | 'named'> {
  const request = first === 'help' || first === 'version' ? first : 'run';
  const [name, ...extra] =
    request === 'help' ? rest : request === 'version' ? [undefined, ...rest] : [first, ...rest];
  for (const word of extra) problems.push(`unexpected argument ${quote(word ?? '')}`);
  if (name === undefined || isCommand(name)) return { request, named: name };
  problems.push(`unknown command ${quote(name)}${suggest(name, Object.keys(COMMANDS))}`);
  return { request, named: undefined };
}

function describeUnknownFlag(name: string, known: Flag | undefined, command: Command): string {
  if (known) return `no flag of \`${command}\`, only of ${known.commands.join(' and ')}`;
  const candidates = namesOf(FLAGS).filter((candidate) => FLAGS[candidate].commands.includes(command));
  return `unknown flag${suggest(
    `--${name}`,
    candidates.map((candidate) => `--${candidate}`),
  )}`;
}

function isCommand(name: string): name is Command {
  return Object.hasOwn(COMMANDS, name);
}

function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}
