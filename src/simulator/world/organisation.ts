/** What the organisation has and its tokens may do. */
const DEFAULT_SETTINGS = {
  /** Of every token: all that the simulated endpoints ask for. */
  scopes: ['analytics:read_all', 'identity:people_read', 'spark-admin:licenses_read', 'spark:people_read'],
  /** Without it there are no analytics. */
  hasProPack: true,
  /** Licences in one answer; further ones are on the pages that the Link header names. */
  licensesPerPage: 100,
  /** Sites that licences and live monitoring name beside the simulated ones, and that have no analytics. */
  retiredSites: new Array<string>(),
};

export type OrganisationSettings = Readonly<typeof DEFAULT_SETTINGS>;

export function createOrganisation(initial: Partial<OrganisationSettings>) {
  const settings: OrganisationSettings = { ...DEFAULT_SETTINGS, ...initial };
  return {
    settings,
    configure: (changes: Partial<OrganisationSettings>) => void Object.assign(settings, changes),
  };
}
