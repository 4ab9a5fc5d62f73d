/** What the organisation has and its tokens may do. */
export interface OrganisationSettings {
  /** Of every token. Default: all that the simulated endpoints ask for. */
  readonly scopes: readonly string[];
  /** Without it there are no analytics. Default true. */
  readonly hasProPack: boolean;
  /** Licences in one answer; further ones are on the pages that the Link header names. Default 100. */
  readonly licensesPerPage: number;
  /** Sites that licences and live monitoring name beside the simulated ones, and that have no analytics. Default none. */
  readonly retiredSites: readonly string[];
}

const DEFAULT_SETTINGS: OrganisationSettings = {
  scopes: ['analytics:read_all', 'identity:people_read', 'spark-admin:licenses_read', 'spark:people_read'],
  hasProPack: true,
  licensesPerPage: 100,
  retiredSites: [],
};

export function createOrganisation(initial: Partial<OrganisationSettings>) {
  const settings = { ...DEFAULT_SETTINGS, ...initial };
  return {
    settings,
    configure: (changes: Partial<OrganisationSettings>) => void Object.assign(settings, changes),
  };
}
