import {
  ACCOUNT_SETTINGS,
  CREDENTIAL_NAMES,
  keyOf,
  LIVE_MODES,
  SETTINGS,
  SITE_NAMES,
  TUNING_NAMES,
  type SettingName,
} from '../src/config/settings.ts';

type Schema = Readonly<Record<string, unknown>>;

/** JSON Schema of `--config.file`, for editors: keys and what they mean. The program itself checks the values. */
export function renderConfigSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'webex-exporter configuration',
    ...object({
      ...settings([...TUNING_NAMES, 'stateDir']),
      accounts: ACCOUNTS,
    }),
  };
  return JSON.stringify(schema, undefined, 2);
}

const SITE: Schema = {
  anyOf: [
    { type: 'string' },
    object({ site: { type: 'string', description: 'host name of the site' }, ...settings(SITE_NAMES) }, [
      'site',
    ]),
  ],
};

const ACCOUNTS: Schema = {
  type: 'array',
  description: 'Webex organisations, each with its credentials and sites',
  items: object(
    {
      name: { type: 'string', description: 'the label `account`' },
      credentials: object(settings(CREDENTIAL_NAMES)),
      region: {
        enum: ['us', 'eu', 'ca'],
        description: 'host of the analytics API, instead of analytics_url',
      },
      sites: { type: 'array', description: ACCOUNT_SETTINGS.sites.help, items: SITE },
      ...settings(TUNING_NAMES),
    },
    ['name', 'credentials'],
  ),
};

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length > 0 ? { required } : {}),
  };
}

/** A scalar, or a list where the variable holds one with commas. */
function settings(names: readonly SettingName[]): Record<string, Schema> {
  return Object.fromEntries(
    names.map((name) => {
      const { help, defaultText } = SETTINGS[name];
      const schema = {
        ...typeOf(name),
        description: help,
        ...(defaultText === undefined ? {} : { default: defaultText }),
      };
      return [keyOf(name), schema];
    }),
  );
}

function typeOf(name: SettingName): Schema {
  if (name === 'windows') return { type: ['string', 'array'], items: { type: 'string' } };
  return name === 'live' ? { enum: LIVE_MODES } : { type: ['string', 'number', 'boolean'] };
}
