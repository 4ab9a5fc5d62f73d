import type { Fault, FaultKind } from './fault.ts';

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
  /** What keeps the fault from this target; undefined when nothing does. */
  misfit(target: FaultTarget, fault: Fault): string | undefined;
  /** Starts or replaces the target's fault. Throws a RangeError for a misfit. */
  set(target: FaultTarget, fault: Fault): void;
  /** Ends the target's fault, if it has one. */
  clear(target: FaultTarget): void;
  /** The fault that strikes a request, a site's own before that of all; counts down `times`. */
  strike(target: FaultTarget, request: Struck): Fault | undefined;
  /** The faults by target; `times` is what is left. */
  list(): Readonly<Record<string, Fault>>;
}

/** Where a client of a refused region is sent unless the fault names a host. */
export const DEFAULT_REGION_HOST = 'analytics-eu.webexapis.com';

const AGGREGATES_ONLY: ReadonlySet<FaultKind> = new Set(['other-site', 'no-figures', 'region']);

/** Starts without faults. */
export function createFaults(siteUrls: ReadonlySet<string>): Faults {
  const byTarget = new Map<FaultTarget, Fault>();

  function misfit(target: FaultTarget, fault: Fault): string | undefined {
    if (target === 'token') {
      return AGGREGATES_ONLY.has(fault.kind) || fault.windowDays !== undefined
        ? 'the token endpoint has no region, site, figures or window'
        : undefined;
    }
    return target === 'all' || siteUrls.has(target) ? undefined : `the simulator has no site ${target}`;
  }

  function strikeOne(target: FaultTarget, request: Struck): Fault | undefined {
    const fault = byTarget.get(target);
    if (fault === undefined || !meets(fault, request)) return undefined;
    if (fault.times === 1) byTarget.delete(target);
    else if (fault.times !== undefined) byTarget.set(target, { ...fault, times: fault.times - 1 });
    return fault;
  }

  return {
    misfit,
    set(target, fault) {
      const problem = misfit(target, fault);
      if (problem !== undefined) throw new RangeError(problem);
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

function meets(fault: Fault, request: Struck): boolean {
  if (fault.windowDays !== undefined && fault.windowDays !== request.windowDays) return false;
  return fault.kind !== 'region' || request.host !== (fault.host ?? DEFAULT_REGION_HOST);
}
