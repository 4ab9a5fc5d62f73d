import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Recording } from '../../recording.ts';
import { createTrackingIds } from '../answers.ts';
import type { Sleep } from '../faults/fault-answer.ts';
import { createFaults } from '../faults/fault-store.ts';
import { createIncidents } from '../world/incidents.ts';
import { createLive } from '../world/live.ts';
import { createOrganisation, type OrganisationSettings } from '../world/organisation.ts';
import { createProfiles, type SitesOption } from '../world/site-profile.ts';
import { createTruth } from '../world/truth.ts';
import { createWorldClock } from '../world/world-clock.ts';
import { createDeviceGrants } from './device-grants.ts';
import { createRequestLog } from './request-log.ts';
import { createTokens, type TokenSettings } from './tokens.ts';

/** How to set up a simulator. */
export interface SimulatorOptions {
  /** The same seed, site and day give the same figures everywhere. Default 1. */
  readonly seed?: number;
  /** Default: the four sites of the demo. Other names get a character drawn from the seed and the name. */
  readonly sites?: SitesOption;
  /** Real answers to give instead of the world's; the sites are then those of the recordings. Default none. */
  readonly recordings?: readonly Recording[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether `clock.set` and `PUT /simulator/clock` are allowed. Default false. */
  readonly isClockSettable?: boolean;
  /** Waits between the steps of slow faults; settles at once when the signal aborts. Default: real time. */
  readonly sleep?: Sleep;
  readonly tokens?: Partial<TokenSettings>;
  readonly organisation?: Partial<OrganisationSettings>;
}

/** What the endpoints are made of. */
export type Parts = ReturnType<typeof createParts>;

/** Throws a RangeError for sites that cannot be. */
export function createParts(options: SimulatorOptions, siteNames: SitesOption) {
  const { seed = 1, sleep = sleepInRealTime } = options;
  const profiles = createProfiles(seed, siteNames);
  const sites = profiles.map((profile) => profile.siteUrl);
  const clock = createWorldClock(options.now, options.isClockSettable ?? false);
  const incidents = createIncidents(sites);
  const truth = createTruth(seed, profiles, incidents);
  const tokens = createTokens(seed, clock, options.tokens ?? {});
  return {
    seed,
    /** Host names. */
    sites,
    clock,
    sleep,
    incidents,
    truth,
    live: createLive(seed, truth, incidents),
    organisation: createOrganisation(options.organisation ?? {}),
    tokens,
    deviceGrants: createDeviceGrants(seed, clock, tokens),
    faults: createFaults(sites),
    requests: createRequestLog(sites),
    nextTrackingId: createTrackingIds(seed),
  };
}

async function sleepInRealTime(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal });
}
