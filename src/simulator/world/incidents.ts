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
export type Incidents = ReturnType<typeof createIncidents>;

/** Starts without incidents. */
export function createIncidents(sites: readonly string[]) {
  const bySite = new Map<string, Incident>();

  return {
    /** Starts or replaces a site's incident. Throws a RangeError for a site that is not simulated. */
    set(siteUrl: string, incident: Incident): void {
      if (!sites.includes(siteUrl)) throw new RangeError(`the simulator has no site ${siteUrl}`);
      bySite.set(siteUrl, incident);
    },
    /** Ends a site's incident, if it has one. */
    clear: (siteUrl: string) => void bySite.delete(siteUrl),
    /** What holds on a site's day; undefined: all is as usual. */
    on(siteUrl: string, dayNumber: number): Incident | undefined {
      const incident = bySite.get(siteUrl);
      const asked = formatDay(dayNumber);
      return incident && asked >= incident.from && asked <= incident.to ? incident : undefined;
    },
    list: (): Readonly<Record<string, Incident>> => Object.fromEntries(bySite),
  };
}
