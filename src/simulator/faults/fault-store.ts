import { type Fault, type FaultKind, parseFault } from './fault.ts';

/** The name of a site, `all` for every site, or `token` for the token endpoint. */
type FaultTarget = string;

/** A request that a fault may strike. */
interface Struck {
  /** Days asked for; undefined at the token endpoint. */
  readonly windowDays?: number;
  /** The host that was asked, as the URL names it. */
  readonly host: string;
}

/** The faults in force, at most one for each target. */
export interface Faults {
  /** Starts or replaces the target's fault. Throws a RangeError that says what is wrong with it. */
  set(target: FaultTarget, fault: Fault): void;
  /** Ends the target's fault, if it has one. */
  clear(target: FaultTarget): void;
  /** The fault that strikes a request, a site's own before that of all; counts down `times`. */
  strike(target: FaultTarget, request: Struck): Fault | undefined;
  /** The faults by target; `times` is what is left. */
  list(): Readonly<Record<string, Fault>>;
}

/** Where a client of a refused region is sent unless the fault names a host. */
export const defaultRegionHost = 'analytics-eu.webexapis.com';

const analyticsOnly: ReadonlySet<FaultKind> = new Set(['other-site', 'no-figures', 'region']);

/** Starts without faults. */
export function createFaults(siteUrls: ReadonlySet<string>): Faults {
  const byTarget = new Map<FaultTarget, Fault>();

  function strikeOne(target: FaultTarget, request: Struck): Fault | undefined {
    const fault = byTarget.get(target);
    if (fault === undefined || !meets(fault, request)) return undefined;
    if (fault.times === 1) byTarget.delete(target);
    else if (fault.times !== undefined) byTarget.set(target, { ...fault, times: fault.times - 1 });
    return fault;
  }

  return {
    set(target, value) {
      if (!isTarget(target, siteUrls)) throw new RangeError(`the simulator has no site ${target}`);
      const fault = parseFault(value);
      if (target === 'token' && (analyticsOnly.has(fault.kind) || fault.windowDays !== undefined)) {
        throw new RangeError('the token endpoint has no region, site, figures or window');
      }
      byTarget.set(target, fault);
    },
    clear(target) {
      byTarget.delete(target);
    },
    strike(target, request) {
      return strikeOne(target, request) ?? (target === 'token' ? undefined : strikeOne('all', request));
    },
    list: () => Object.fromEntries(byTarget),
  };
}

function isTarget(target: string, siteUrls: ReadonlySet<string>): boolean {
  return target === 'all' || target === 'token' || siteUrls.has(target);
}

function meets(fault: Fault, request: Struck): boolean {
  if (fault.windowDays !== undefined && fault.windowDays !== request.windowDays) return false;
  return fault.kind !== 'region' || request.host !== (fault.host ?? defaultRegionHost);
}
