import * as z from 'zod';
import { renderRules } from '../rules/render-rules.ts';
import { ALERT_NAMES } from '../rules/rule-set.ts';
import { choicesSchema, countriesSchema, DEFAULT_CHOICES, type Choices } from '../rules/thresholds.ts';
import { toFileWords } from '../error-words.ts';
import type { FileAccess } from '../file-access.ts';
import { suggest } from '../nearest.ts';
import { readYaml, YamlText } from '../strict-yaml.ts';
import { UsageError } from '../usage-error.ts';
import type { CommandContext } from './serve.ts';

/** The choices in a file, whose alerts are known. */
const fileSchema = z
  .unknown()
  .transform(toPlain)
  .pipe(choicesSchema)
  .superRefine(({ alerts, disabledAlerts }, context) => {
    const refuse = (name: string, path: (string | number)[]): void => {
      if (!ALERT_NAMES.includes(name))
        context.addIssue({
          code: 'custom',
          path,
          message: `there is no alert ${name}${suggest(name, ALERT_NAMES)}`,
        });
    };
    for (const name of Object.keys(alerts)) refuse(name, ['alerts', name]);
    for (const [index, name] of disabledAlerts.entries()) refuse(name, ['disabledAlerts', index]);
  });

/** The uid that the documentation gives Grafana's data source. */
const DEFAULT_DATASOURCE = 'webex-prometheus';

/** Prints recording rules and alerts with the chosen thresholds and holidays. Asks nobody. */
export async function rules({ commandLine, runtime }: CommandContext): Promise<void> {
  const { thresholds, holidays, format, datasource } = commandLine.values;
  if (datasource !== undefined && format !== 'grafana')
    throw new UsageError(['--datasource: only with --format=grafana']);
  const chosen = thresholds === undefined ? DEFAULT_CHOICES : await readChoices(thresholds, runtime.files);
  const choices = holidays === undefined ? chosen : { ...chosen, holidays: readCountries(holidays) };
  const origin = `Printed by \`webex-exporter rules\` ${runtime.build.version}.`;
  runtime.stdout(renderRules(choices, { format, origin, datasource: datasource ?? DEFAULT_DATASOURCE }));
}

async function readChoices(path: string, files: FileAccess): Promise<Choices> {
  const text = await files.read(path).catch((error: unknown) => {
    throw new UsageError([`--thresholds: ${toFileWords(path, error)}`]);
  });
  const read = readYaml(text, fileSchema);
  if ('value' in read) return read.value;
  throw new UsageError(read.problems.map((problem) => `${path}: ${problem}`));
}

function readCountries(codes: readonly string[]): string[] {
  const read = countriesSchema.safeParse(codes);
  if (read.success) return read.data;
  throw new UsageError(read.error.issues.map(({ message }) => `--holidays: ${message}`));
}

/** What stands without quotes and looks like a number is one. */
function toPlain(value: unknown): unknown {
  if (value instanceof YamlText)
    return value.isPlain && /^-?\d+(?:\.\d+)?$/.test(value.text) ? Number(value.text) : value.text;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}
