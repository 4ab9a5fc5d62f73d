import * as z from 'zod';
import { text } from '../fields.ts';
import { formatDay, parseDay } from './calendar.ts';

const MAX_FACTOR = 50;

const factor = `must be a number from 0 to ${MAX_FACTOR}`;
const share = 'must be a number from 0 to 1';
const day = text.refine((value) => parseDay(value) !== undefined, 'must be a day such as 2026-11-20');

/** A stretch of days, both ends included, on which a site holds `factor` times its usual meetings. */
export const INCIDENT_SCHEMA = z
  .strictObject({
    /** 0 is a silent site. */
    factor: z.number(factor).min(0, factor).max(MAX_FACTOR, factor),
    /** 0 to 1: the share of meetings of bad quality; few without it. Live monitoring alone tells. */
    badQualityShare: z.number(share).min(0, share).max(1, share).optional(),
    /** `YYYY-MM-DD`. */
    from: day,
    /** `YYYY-MM-DD`. */
    to: day,
  })
  .refine(({ from, to }) => from <= to, 'from must not be after to');

export type Incident = Readonly<z.output<typeof INCIDENT_SCHEMA>>;

/** The incidents of all sites, at most one each. */
export interface Incidents {
  /** Starts or replaces a site's incident. Throws a RangeError for a site that is not simulated. */
  set(siteUrl: string, incident: Incident): void;
  /** Ends a site's incident, if it has one. */
  clear(siteUrl: string): void;
  /** What the site's meetings of that day are multiplied by; 1 without an incident. */
  factorAt(siteUrl: string, day: number): number;
  /** Undefined: as usual. */
  badQualityShareAt(siteUrl: string, day: number): number | undefined;
  /** The incidents by site. */
  list(): Readonly<Record<string, Incident>>;
}

/** Starts without incidents. */
export function createIncidents(siteUrls: ReadonlySet<string>): Incidents {
  const bySite = new Map<string, Incident>();

  function incidentOn(siteUrl: string, dayNumber: number): Incident | undefined {
    const incident = bySite.get(siteUrl);
    if (incident === undefined) return undefined;
    const asked = formatDay(dayNumber);
    return asked < incident.from || asked > incident.to ? undefined : incident;
  }

  return {
    set(siteUrl, incident) {
      if (!siteUrls.has(siteUrl)) throw new RangeError(`the simulator has no site ${siteUrl}`);
      bySite.set(siteUrl, incident);
    },
    clear(siteUrl) {
      bySite.delete(siteUrl);
    },
    factorAt: (siteUrl, dayNumber) => incidentOn(siteUrl, dayNumber)?.factor ?? 1,
    badQualityShareAt: (siteUrl, dayNumber) => incidentOn(siteUrl, dayNumber)?.badQualityShare,
    list: () => Object.fromEntries(bySite),
  };
}
