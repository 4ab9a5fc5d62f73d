import type { Fault, FaultKind } from './fault.ts';

/** The name of a site, `all` for every site, `token` for the token endpoint, or `live` for live monitoring. */
type FaultTarget = string;

/** A request that a fault may strike. */
interface Struck {
  /** Days asked for; undefined where days are not asked for. */
  readonly windowDays?: number;
  /** The host that was asked, as the URL names it. */
  readonly host: string;
}

/** The faults in force, at most one for each target. */
export interface Faults {
  /** Whether the target exists, whatever the fault. */
  isTarget(target: FaultTarget): boolean;
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

/** Targets that are no site, with the kinds of fault that mean nothing to them. */
const ENDPOINTS: ReadonlyMap<FaultTarget, { readonly name: string; readonly without: readonly FaultKind[] }> =
  new Map([
    ['token', { name: 'the token endpoint', without: ['other-site', 'no-figures', 'region'] }],
    ['live', { name: 'live monitoring', without: ['region'] }],
  ]);

/** Starts without faults. */
export function createFaults(siteUrls: ReadonlySet<string>): Faults {
  const byTarget = new Map<FaultTarget, Fault>();

  function isTarget(target: FaultTarget): boolean {
    return target === 'all' || ENDPOINTS.has(target) || siteUrls.has(target);
  }

  function misfit(target: FaultTarget, fault: Fault): string | undefined {
    const endpoint = ENDPOINTS.get(target);
    if (endpoint?.without.includes(fault.kind)) return `${endpoint.name} has no fault of kind ${fault.kind}`;
    if (endpoint && fault.windowDays !== undefined) return `${endpoint.name} knows no windowDays`;
    if (endpoint) return undefined;
    return isTarget(target) ? undefined : `the simulator has no site ${target}`;
  }

  function strikeOne(target: FaultTarget, request: Struck): Fault | undefined {
    const fault = byTarget.get(target);
    if (fault === undefined || !meets(fault, request)) return undefined;
    if (fault.times === 1) byTarget.delete(target);
    else if (fault.times !== undefined) byTarget.set(target, { ...fault, times: fault.times - 1 });
    return fault;
  }

  return {
    isTarget,
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
      return strikeOne(target, request) ?? (ENDPOINTS.has(target) ? undefined : strikeOne('all', request));
    },
    list: () => Object.fromEntries(byTarget),
  };
}

function meets(fault: Fault, request: Struck): boolean {
  if (fault.windowDays !== undefined && fault.windowDays !== request.windowDays) return false;
  return fault.kind !== 'region' || request.host !== (fault.host ?? DEFAULT_REGION_HOST);
}
