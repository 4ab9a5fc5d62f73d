import { z } from 'zod';
import { YamlText } from '../strict-yaml.ts';
import { fail, list, section } from '../yaml-values.ts';
import type { Environment } from './environment.ts';
import { CREDENTIAL_NAMES, keyOf, SITE_NAMES, TUNING_NAMES, type SettingName } from './settings.ts';
import { quote } from '../shown-text.ts';

/** The text of a setting; a list is a text with commas. */
export class FileText {
  readonly text: string;
  readonly line: number;
  /** A `${NAME}` was replaced in it: the text is not the file's own. */
  readonly isExpanded: boolean;

  constructor(text: string, line: number, isExpanded: boolean) {
    this.text = text;
    this.line = line;
    this.isExpanded = isExpanded;
  }
}

export type FileTexts = ReadonlyMap<SettingName, FileText>;

/** A mapping's texts by setting. */
function textsOf(given: object, names: readonly SettingName[]): FileTexts {
  const byKey = new Map<string, unknown>(Object.entries(given));
  const texts = new Map<SettingName, FileText>();
  for (const name of names) {
    const value = byKey.get(keyOf(name));
    if (value instanceof FileText) texts.set(name, value);
  }
  return texts;
}

const REGIONS: ReadonlyMap<string, string> = new Map([
  ['us', 'https://analytics.webexapis.com'],
  ['eu', 'https://analytics-eu.webexapis.com'],
  ['ca', 'https://analytics-ca.webexapis.com'],
]);

const ACCOUNT_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;

/** They do not stand in a file that people share: only by `*_file` or as `${NAME}`. */
const SECRET_NAMES = new Set<SettingName>(['accessToken', 'clientSecret', 'refreshToken']);

export type ConfigFile = z.output<ReturnType<typeof createFileSchema>>;
export type FileAccount = NonNullable<ConfigFile['accounts']>[number];

/** The keys of a configuration file, with `${NAME}` replaced from the environment. */
export function createFileSchema(env: Environment) {
  function expand(scalar: YamlText, context: z.RefinementCtx): FileText {
    let isExpanded = false;
    const expanded = scalar.text.replaceAll(/\$\$|\$\{(\w+)\}/g, (match, name: string | undefined) => {
      if (name === undefined) return '$';
      isExpanded = true;
      const value = env[name];
      if (value === undefined) fail(context, `the environment variable ${name} is not set`);
      return value ?? match;
    });
    return new FileText(expanded, scalar.line, isExpanded);
  }

  const scalar = z.instanceof(YamlText, { error: 'a single value is needed' }).transform(expand);

  const setting = z.unknown().transform((value, context): FileText => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = items.flatMap((item) => (item instanceof YamlText ? [expand(item, context)] : []));
    const [first] = texts;
    if (first === undefined || texts.length < items.length)
      return fail(context, 'a value or a list of values is needed');
    return joinTexts(texts);
  });

  const secret = z
    .custom<YamlText>(
      (value) => value instanceof YamlText && /^\$\{\w+\}$/.test(value.text),
      'a secret may not stand in the file; name its file with the key that ends in _file, or write ${NAME} of an environment variable',
    )
    .transform(expand);

  const settings = (names: readonly SettingName[]): Record<string, z.ZodType<FileText | undefined>> =>
    Object.fromEntries(
      names.map((name) => [keyOf(name), (SECRET_NAMES.has(name) ? secret : setting).optional()]),
    );

  const site = z
    .preprocess(
      (value) => (value instanceof YamlText ? { site: value } : value),
      section({ ...settings(SITE_NAMES), site: scalar.optional() }),
    )
    .transform((given, context) => {
      if (!given.site) return fail(context, 'a map needs the key site');
      return { name: given.site, texts: textsOf(given, SITE_NAMES) };
    });

  const credentials = section(settings(CREDENTIAL_NAMES), { isSecret: true }).transform((given) =>
    textsOf(given, CREDENTIAL_NAMES),
  );

  const region = scalar.transform(({ text: name, line, isExpanded }, context) => {
    const url = REGIONS.get(name);
    const shown = isExpanded ? 'the value' : quote(name);
    return url === undefined
      ? fail(context, `${shown} is not one of ${[...REGIONS.keys()].join(', ')}`)
      : new FileText(url, line, isExpanded);
  });

  const name = scalar.refine(
    (given) => ACCOUNT_NAME.test(given.text),
    'letters, digits, dots, dashes and underscores only',
  );

  const account = section({
    ...settings(TUNING_NAMES),
    name: name.optional(),
    credentials: credentials.optional(),
    region: region.optional(),
    sites: list(site).optional(),
  }).transform((given, context) => {
    const texts = new Map(textsOf(given, TUNING_NAMES));
    if (given.region && texts.has('analyticsUrl'))
      fail(context, 'region and analytics_url exclude each other');
    if (given.region) texts.set('analyticsUrl', given.region);
    for (const [credential, value] of given.credentials ?? []) texts.set(credential, value);
    const sites = given.sites ?? [];
    if (sites.length > 0) texts.set('sites', joinTexts(sites.map((one) => one.name)));
    if (!given.name) return fail(context, 'an account needs a name');
    return { name: given.name.text, line: given.name.line, texts, sites };
  });

  return section({
    ...settings([...TUNING_NAMES, 'stateDir']),
    accounts: list(account).optional(),
  }).transform((given) => ({
    texts: textsOf(given, [...TUNING_NAMES, 'stateDir']),
    accounts: given.accounts ?? [],
  }));
}

function joinTexts(texts: readonly FileText[]): FileText {
  const isExpanded = texts.some((one) => one.isExpanded);
  return new FileText(texts.map((one) => one.text).join(','), texts[0]?.line ?? 1, isExpanded);
}
