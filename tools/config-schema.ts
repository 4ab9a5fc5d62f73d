import {
  ACCOUNT_SETTINGS,
  CREDENTIAL_SETTINGS,
  CREDENTIAL_VARIABLES,
  EXPORTER_SETTINGS,
  SITE_VARIABLES,
  toFileKey,
  TUNING_VARIABLES,
} from '../src/config/settings.ts';

type Schema = Readonly<Record<string, unknown>>;

/** JSON Schema of `--config.file`, for editors: keys and what they mean. The program itself checks the values. */
export function renderConfigSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'webex-exporter configuration',
    ...object({
      ...settings(TUNING_VARIABLES),
      ...settings([EXPORTER_SETTINGS.stateDir.variable]),
      accounts: ACCOUNTS,
    }),
  };
  return JSON.stringify(schema, undefined, 2);
}

interface Described {
  readonly help: string;
  readonly defaultText?: string;
}

const HELP: ReadonlyMap<string, Described> = new Map<string, Described>([
  ...Object.values(ACCOUNT_SETTINGS).map((setting) => [setting.variable, setting] as const),
  ...Object.values(EXPORTER_SETTINGS).map((setting) => [setting.variable, setting] as const),
  ...Object.values(CREDENTIAL_SETTINGS).flatMap(({ variable, help }) => [
    [variable, { help }] as const,
    [`${variable}_FILE`, { help: `file that holds ${toFileKey(variable)}: ${help}` }] as const,
  ]),
]);

const SITE: Schema = {
  anyOf: [
    { type: 'string' },
    object({ site: { type: 'string', description: 'host name of the site' }, ...settings(SITE_VARIABLES) }, [
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
      credentials: object(settings(CREDENTIAL_VARIABLES)),
      region: {
        enum: ['us', 'eu', 'ca'],
        description: 'host of the analytics API, instead of analytics_url',
      },
      sites: { type: 'array', description: ACCOUNT_SETTINGS.sites.help, items: SITE },
      ...settings(TUNING_VARIABLES),
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
function settings(variables: readonly string[]): Record<string, Schema> {
  const scalar = ['string', 'number', 'boolean'];
  return Object.fromEntries(
    variables.map((variable) => {
      const { help = '', defaultText } = HELP.get(variable) ?? {};
      const isList = variable === ACCOUNT_SETTINGS.windows.variable;
      const schema = {
        type: isList ? ['string', 'array'] : scalar,
        ...(isList ? { items: { type: 'string' } } : {}),
        description: help,
        ...(defaultText === undefined ? {} : { default: defaultText }),
      };
      return [toFileKey(variable), schema];
    }),
  );
}
