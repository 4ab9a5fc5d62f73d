import { formatDay, parseDay } from './calendar.ts';
import { createFields } from '../faults/fields.ts';

/** A stretch of days, both ends included, on which a site holds `factor` times its usual meetings. */
export interface Incident {
  /** 0 to 50; 0 is a silent site. */
  readonly factor: number;
  /** `YYYY-MM-DD`. */
  readonly from: string;
  /** `YYYY-MM-DD`. */
  readonly to: string;
}

/** The incidents of all sites, at most one each. */
export interface Incidents {
  /** Starts or replaces a site's incident. Throws a RangeError that says what is wrong with it. */
  set(siteUrl: string, incident: Incident): void;
  /** Ends a site's incident, if it has one. */
  clear(siteUrl: string): void;
  /** What the site's meetings of that day are multiplied by; 1 without an incident. */
  factorAt(siteUrl: string, day: number): number;
  /** The incidents by site. */
  list(): Readonly<Record<string, Incident>>;
}

const maxFactor = 50;

/** Reads an incident. Throws a RangeError that says what is wrong. */
export function parseIncident(value: unknown): Incident {
  const fields = createFields(value);
  const factor = fields.number('factor', 0, maxFactor);
  const from = readDay(fields.text('from'), 'from');
  const to = readDay(fields.text('to'), 'to');
  fields.refuseOthers();
  if (from > to) throw new RangeError('from must not be after to');
  return { factor, from: formatDay(from), to: formatDay(to) };
}

/** Starts without incidents. */
export function createIncidents(siteUrls: ReadonlySet<string>): Incidents {
  const bySite = new Map<string, Incident & { readonly firstDay: number; readonly lastDay: number }>();
  return {
    set(siteUrl, value) {
      if (!siteUrls.has(siteUrl)) throw new RangeError(`the simulator has no site ${siteUrl}`);
      const incident = parseIncident(value);
      bySite.set(siteUrl, {
        ...incident,
        firstDay: readDay(incident.from, 'from'),
        lastDay: readDay(incident.to, 'to'),
      });
    },
    clear(siteUrl) {
      bySite.delete(siteUrl);
    },
    factorAt(siteUrl, day) {
      const incident = bySite.get(siteUrl);
      if (incident === undefined || day < incident.firstDay || day > incident.lastDay) return 1;
      return incident.factor;
    },
    list: () =>
      Object.fromEntries(
        [...bySite].map(([siteUrl, { factor, from, to }]) => [siteUrl, { factor, from, to }]),
      ),
  };
}

function readDay(text: string, name: string): number {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`${name} must be a day such as 2026-11-20`);
  return day;
}
