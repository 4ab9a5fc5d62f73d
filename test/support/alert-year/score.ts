import type { Judgement, Page } from './judge.ts';
import type { Incident, Year } from './world.ts';

export interface Limits {
  readonly dropRatio: number;
  readonly minMeetings: number;
  readonly minDeviations: number;
  readonly chanceDeviations: number;
}

export interface Score {
  /** Days of sites that were told, rightly and wrongly. */
  readonly right: number;
  readonly wrong: number;
  /** Of days of incidents at sites of 40 meetings a day and more that were halved or worse. */
  readonly halved: number;
  readonly halvedFound: number;
  readonly recall: number;
}

/** From how many meetings a day on halved days have to be found. */
const LARGE = 40;

/** Whether a site's day is told, by the rules' own arithmetic. */
export function isDrop({ meetings, median, expected, deviation }: Judgement, limits: Limits): boolean {
  const missing = expected - meetings;
  return (
    expected > 0 &&
    missing / expected >= limits.dropRatio &&
    missing >=
      Math.max(
        limits.minMeetings,
        limits.minDeviations * deviation,
        limits.chanceDeviations * Math.sqrt(median),
      )
  );
}

/** How well days of sites were told apart. */
export function scoreDays(
  { sites, incidents }: Year,
  judgements: readonly Judgement[],
  isTold: (day: Judgement) => boolean,
): Score {
  const told = judgements.filter(isTold);
  const right = told.filter((day) => incidentOf(incidents, day) !== undefined).length;
  const large = new Set(sites.filter(({ size }) => size >= LARGE).map(({ site }) => site));
  const halved = judgements.filter(
    (day) => large.has(day.site) && (incidentOf(incidents, day)?.factor ?? 1) <= 0.5,
  );
  const halvedFound = halved.filter(isTold).length;
  return {
    right,
    wrong: told.length - right,
    halved: halved.length,
    halvedFound,
    recall: halved.length === 0 ? 1 : halvedFound / halved.length,
  };
}

/** Pages on a day on which nothing had been done to the site, to a site of the account, or to any site. */
export function findFalsePages({ sites, incidents }: Year, pages: readonly Page[]): readonly Page[] {
  const accountOf = new Map(sites.map(({ site, account }) => [site, account]));
  return pages.filter(
    ({ day, site, account }) =>
      !incidents.some(
        (incident) =>
          day >= incident.from &&
          day <= incident.to &&
          (site === undefined || site === incident.site) &&
          (account === undefined || account === accountOf.get(incident.site)),
      ),
  );
}

function incidentOf(
  incidents: readonly Incident[],
  { site, day }: { readonly site: string; readonly day: number },
): Incident | undefined {
  return incidents.find((incident) => incident.site === site && day >= incident.from && day <= incident.to);
}
