import * as z from 'zod';
import { quote } from '../shown-text.ts';
import { YamlText } from '../strict-yaml.ts';
import { fail, list, section } from '../yaml-values.ts';
import type { Environment } from './environment.ts';
import { CREDENTIAL_NAMES, keyOf, SITE_NAMES, TUNING_NAMES, type SettingName } from './settings.ts';
import type { Given, Source } from './source.ts';

const REGIONS: ReadonlyMap<string, string> = new Map([
  ['us', 'https://analytics.webexapis.com'],
  ['eu', 'https://analytics-eu.webexapis.com'],
  ['ca', 'https://analytics-ca.webexapis.com'],
]);

const ACCOUNT_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;

/** They do not stand in a file that people share: only by `*_file` or as `${NAME}`. */
const SECRET_NAMES = new Set<SettingName>(['accessToken', 'clientSecret', 'refreshToken']);

const EXPORTER_NAMES: readonly SettingName[] = [...TUNING_NAMES, 'stateDir'];

export interface FileAccount {
  readonly name: string;
  /** File, line and name, as what is said of it begins. */
  readonly about: string;
  readonly source: Source;
  /** Of sites that have settings of their own, by host name. */
  readonly siteSources: ReadonlyMap<string, Source>;
}

/** The keys of a configuration file, with `${NAME}` replaced from the environment. */
export function createFileSchema(env: Environment, path: string) {
  function expand({ text, line }: YamlText, context: z.RefinementCtx): Given {
    let isHidden = false;
    const expanded = text.replaceAll(/\$\$|\$\{(\w+)\}/g, (match, name: string | undefined) => {
      if (name === undefined) return '$';
      isHidden = true;
      const value = env[name];
      if (value === undefined) fail(context, `the environment variable ${name} is not set`);
      return value ?? match;
    });
    return { text: expanded, origin: `${path}: line ${line}`, isHidden };
  }

  const scalar = z.instanceof(YamlText, { error: 'a single value is needed' }).transform(expand);

  const setting = z.unknown().transform((value, context): Given => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = items.flatMap((item) => (item instanceof YamlText ? [expand(item, context)] : []));
    return (
      (texts.length === items.length ? join(texts) : undefined) ??
      fail(context, 'a value or a list of values is needed')
    );
  });

  const secret = z
    .custom<YamlText>(
      (value) => value instanceof YamlText && /^\$\{\w+\}$/.test(value.text),
      'a secret may not stand in the file; name its file with the key that ends in _file, or write ${NAME} of an environment variable',
    )
    .transform(expand);

  const settings = (names: readonly SettingName[]): Record<string, z.ZodType<Given | undefined>> =>
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
      return { host: given.site, given };
    });

  const region = scalar.transform((given, context): Given => {
    const text = REGIONS.get(given.text);
    const shown = given.isHidden ? 'the value' : quote(given.text);
    return text === undefined
      ? fail(context, `${shown} is not one of ${[...REGIONS.keys()].join(', ')}`)
      : { ...given, text };
  });

  const name = scalar.refine(
    (given) => ACCOUNT_NAME.test(given.text),
    'letters, digits, dots, dashes and underscores only',
  );

  const account = section({
    ...settings(TUNING_NAMES),
    name: name.optional(),
    credentials: section(settings(CREDENTIAL_NAMES), { isSecret: true }).optional(),
    region: region.optional(),
    sites: list(site).optional(),
  }).transform((given, context): FileAccount => {
    if (!given.name) return fail(context, 'an account needs a name');
    const about = `account ${given.name.text}: `;
    const { credentials = {}, region: named } = given;
    const own = toSource(given, TUNING_NAMES, about);
    if (named && own.analyticsUrl) fail(context, 'region and analytics_url exclude each other');
    const sites = given.sites ?? [];
    const others = { analytics_url: named, sites: join(sites.map(({ host }) => host)), ...credentials };
    const siteSources = sites.map(
      (one) => [one.host.text.toLowerCase(), toSource(one.given, SITE_NAMES, about)] as const,
    );
    return {
      name: given.name.text,
      about: `${given.name.origin}: ${about}`,
      source: { ...own, ...toSource(others, ['analyticsUrl', 'sites', ...CREDENTIAL_NAMES], about) },
      siteSources: new Map(siteSources.filter(([, source]) => Object.keys(source).length > 0)),
    };
  });

  return section({ ...settings(EXPORTER_NAMES), accounts: list(account).optional() }).transform((given) => ({
    defaults: toSource(given, EXPORTER_NAMES),
    accounts: given.accounts ?? [],
  }));
}

/** A mapping's texts by setting, each with its key in its origin. */
function toSource(given: object, names: readonly SettingName[], about = ''): Source {
  const values = new Map<string, unknown>(Object.entries(given));
  const found = names.flatMap((name) => {
    const value = values.get(keyOf(name));
    return isGiven(value)
      ? [[name, { ...value, origin: `${value.origin}: ${about}${keyOf(name)}` }] as const]
      : [];
  });
  return Object.fromEntries(found);
}

function isGiven(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && 'origin' in value;
}

/** A list is a text with commas; undefined: an empty one. */
function join(texts: readonly Given[]): Given | undefined {
  const [first] = texts;
  return (
    first && {
      ...first,
      text: texts.map(({ text }) => text).join(','),
      isHidden: texts.some(({ isHidden }) => isHidden),
    }
  );
}
