import type { Outcome } from '../webex/outcome.ts';

/** After so many days in a row on which all of it was refused a site is not asked again: older days would be refused alike. */
const HOPELESS_AFTER_DAYS = 3;

const REFUSALS: ReadonlySet<Outcome> = new Set<Outcome>([
  'forbidden',
  'not_found',
  'bad_request',
  'wrong_region',
]);

/** Keeps in mind which sites Webex goes on refusing in this run. */
export interface RefusedSites {
  /** How a site that is not to be asked any more was refused; undefined when it is worth asking. */
  refusalOf(site: string): Outcome | undefined;
  /** Ends a day; a question without a gap has its answer. */
  endDay(
    questions: readonly { readonly site: string }[],
    gaps: readonly { readonly site: string; readonly outcome: Outcome }[],
  ): void;
}

export function createRefusedSites(): RefusedSites {
  const refusals = new Map<string, { readonly days: number; readonly newest: Outcome }>();
  return {
    refusalOf(site) {
      const refusal = refusals.get(site);
      return refusal && refusal.days >= HOPELESS_AFTER_DAYS ? refusal.newest : undefined;
    },
    endDay(questions, gaps) {
      const refused = gaps.filter(({ outcome }) => REFUSALS.has(outcome));
      const refusedCounts = countBySite(refused);
      const newest = new Map(refused.map(({ site, outcome }) => [site, outcome]));
      for (const [site, count] of countBySite(questions)) {
        const outcome = newest.get(site);
        if (outcome !== undefined && refusedCounts.get(site) === count) {
          refusals.set(site, { days: (refusals.get(site)?.days ?? 0) + 1, newest: outcome });
        } else {
          refusals.delete(site);
        }
      }
    },
  };
}

function countBySite(items: readonly { readonly site: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { site } of items) counts.set(site, (counts.get(site) ?? 0) + 1);
  return counts;
}
