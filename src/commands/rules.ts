import { parse, YAMLParseError } from 'yaml';
import { renderRules } from '../rules/render-rules.ts';
import { ALERTS } from '../rules/rule-set.ts';
import { choicesSchema, type Choices } from '../rules/thresholds.ts';
import { toFileWords } from '../error-words.ts';
import type { FileAccess } from '../file-access.ts';
import { suggest } from '../nearest.ts';
import { UsageError } from '../usage-error.ts';
import type { CommandContext } from './serve.ts';

/** Prints recording rules and alerts with the chosen thresholds and holidays. Asks nobody. */
export async function rules({ commandLine, runtime }: CommandContext): Promise<void> {
  const { thresholds, holidays, format, datasource } = commandLine.values;
  const chosen = thresholds === undefined ? {} : await readChoices(thresholds, runtime.files);
  const choices = toChoices(holidays === undefined ? chosen : { ...chosen, holidays }, thresholds);
  const origin = `Printed by \`webex-exporter rules\` ${runtime.build.version}.`;
  runtime.stdout(renderRules(choices, { format, origin, datasource }));
}

async function readChoices(path: string, files: FileAccess): Promise<object> {
  const text = await files.read(path).catch((error: unknown) => {
    throw new UsageError([`--thresholds: ${toFileWords(path, error)}`]);
  });
  try {
    const read: unknown = parse(text) ?? {};
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UsageError([`${path}: ${error.message}`]);
  }
  throw new UsageError([`${path}: not a map of choices`]);
}

function toChoices(given: object, path: string | undefined): Choices {
  const read = choicesSchema.safeParse(given);
  const problems = read.success
    ? findUnknownAlerts(read.data)
    : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!read.success || problems.length > 0) {
    throw new UsageError(problems.map((problem) => `${path ?? '--holidays'}: ${problem}`));
  }
  return read.data;
}

function findUnknownAlerts({ alerts, disabledAlerts }: Choices): string[] {
  const known = Object.values(ALERTS).flatMap((group) => group.map(({ name }) => name));
  return [...Object.keys(alerts), ...disabledAlerts]
    .filter((name) => !known.includes(name))
    .map((name) => `there is no alert ${name}${suggest(name, known)}`);
}
