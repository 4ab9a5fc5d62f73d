/** What the organisation has and its tokens may do. */
export interface OrganizationSettings {
  /** Of every token. Default: all that the simulated endpoints ask for. */
  readonly scopes: readonly string[];
  /** Without it there are no analytics. Default true. */
  readonly hasProPack: boolean;
  /** Licences in one answer; further ones are on the pages that the Link header names. Default 100. */
  readonly licensesPerPage: number;
  /** Sites that licences and live monitoring name beside the simulated ones, and that have no analytics. Default none. */
  readonly retiredSites: readonly string[];
}

export interface Organization {
  readonly settings: OrganizationSettings;
  configure(settings: Partial<OrganizationSettings>): void;
}

const defaultSettings: OrganizationSettings = {
  scopes: ['analytics:read_all', 'identity:people_read', 'spark-admin:licenses_read', 'spark:people_read'],
  hasProPack: true,
  licensesPerPage: 100,
  retiredSites: [],
};

export const noProPack = 'The organization does not have a Pro Pack license for this API.';

export function createOrganization(initial: Partial<OrganizationSettings>): Organization {
  let settings: OrganizationSettings = { ...defaultSettings, ...initial };
  return {
    get settings() {
      return settings;
    },
    configure(changes) {
      settings = { ...settings, ...changes };
    },
  };
}

/** Webex's refusal of a token that lacks a scope; undefined when it has it. */
export function describeMissingScope({ scopes }: OrganizationSettings, scope: string): string | undefined {
  return scopes.includes(scope)
    ? undefined
    : `The access token is missing required scopes or the user is missing required roles or licenses: ${scope}`;
}

export function bearerTokenOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}
