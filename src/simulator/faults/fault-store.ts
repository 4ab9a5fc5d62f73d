import type { Fault, FaultKind } from './fault.ts';

/** The name of a site, `all` for every site, `token` for the token endpoint, or `live` for live monitoring. */
type FaultTarget = string;

/** A request that a fault may strike. */
interface Struck {
  /** Days asked for; undefined where days are not asked for. */
  readonly windowDays?: number | undefined;
  /** The host that was asked, as the URL names it. */
  readonly host: string;
}

/** Where a client of a refused region is sent unless the fault names a host. */
export const DEFAULT_REGION_HOST = 'analytics-eu.webexapis.com';

/** Targets that are no site, with the kinds of fault that mean nothing to them. */
const ENDPOINTS: ReadonlyMap<FaultTarget, { readonly name: string; readonly without: readonly FaultKind[] }> =
  new Map([
    ['token', { name: 'the token endpoint', without: ['other-site', 'no-figures', 'region'] }],
    ['live', { name: 'live monitoring', without: ['region'] }],
  ]);

/** The faults in force, at most one for each target; none at first. */
export function createFaults(sites: readonly string[]) {
  const targets = new Set<FaultTarget>([...sites, 'all', ...ENDPOINTS.keys()]);
  const byTarget = new Map<FaultTarget, Fault>();

  function strikeOne(target: FaultTarget, request: Struck): Fault | undefined {
    const fault = byTarget.get(target);
    if (fault === undefined || !meets(fault, request)) return undefined;
    if (fault.times === 1) byTarget.delete(target);
    else if (fault.times !== undefined) byTarget.set(target, { ...fault, times: fault.times - 1 });
    return fault;
  }

  return {
    isTarget: (target: FaultTarget) => targets.has(target),
    /** Starts or replaces the target's fault. Throws a RangeError where the target has no such fault. */
    set(target: FaultTarget, fault: Fault): void {
      if (!targets.has(target)) throw new RangeError(`the simulator has no site ${target}`);
      const endpoint = ENDPOINTS.get(target);
      if (endpoint?.without.includes(fault.kind))
        throw new RangeError(`${endpoint.name} has no fault of kind ${fault.kind}`);
      if (endpoint && fault.windowDays !== undefined)
        throw new RangeError(`${endpoint.name} knows no windowDays`);
      byTarget.set(target, fault);
    },
    /** Ends the target's fault, if it has one. */
    clear: (target: FaultTarget) => void byTarget.delete(target),
    /** The fault that strikes a request, a site's own before that of all; counts down `times`. */
    strike: (target: FaultTarget, request: Struck) =>
      strikeOne(target, request) ?? (ENDPOINTS.has(target) ? undefined : strikeOne('all', request)),
    /** The faults by target; `times` is what is left. */
    list: (): Readonly<Record<string, Fault>> => Object.fromEntries(byTarget),
  };
}

function meets(fault: Fault, request: Struck): boolean {
  if (fault.windowDays !== undefined && fault.windowDays !== request.windowDays) return false;
  return fault.kind !== 'region' || request.host !== (fault.host ?? DEFAULT_REGION_HOST);
}
