import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Hono } from 'hono';
import { createApp } from './app.ts';
import { parseDay } from './world/calendar.ts';
import { type Clock, createClock } from './clock.ts';
import type { SimulatorEnv } from './connection.ts';
import { createDeviceGrants, type DeviceGrants } from './endpoints/device-grants.ts';
import { createFaults, type Faults } from './faults/fault-store.ts';
import { createIncidents, type Incidents } from './world/incidents.ts';
import { createOrganization, type Organization, type OrganizationSettings } from './world/organisation.ts';
import type { Sleep } from './faults/paced-body.ts';
import type { AggregatesAnswer } from './world/range-answer.ts';
import { createRequestLog, type Requests } from './endpoints/request-log.ts';
import { createProfiles, demoSiteUrls, type SitesOption } from './world/site-profile.ts';
import { createTokens, type Tokens, type TokenSettings } from './endpoints/tokens.ts';
import { createTrackingIds } from './endpoints/tracking-id.ts';
import { createTruth } from './world/truth.ts';

/** How to set up a simulator. */
export interface SimulatorOptions {
  /** The same seed, site and day give the same figures everywhere. Default 1. */
  readonly seed?: number;
  /** Default: the four sites of the demo. Other names get a character drawn from the seed and the name. */
  readonly sites?: SitesOption;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether `clock.set` and `PUT /simulator/clock` are allowed. Default false. */
  readonly isClockSettable?: boolean;
  /** Waits between the steps of slow faults; settles at once when the signal aborts. Default: real time. */
  readonly sleep?: Sleep;
  readonly tokens?: Partial<TokenSettings>;
  readonly organization?: Partial<OrganizationSettings>;
}

/** A Webex that runs, without a port of its own. */
export interface Simulator {
  /** The HTTP interface; `app.request` rejects where a real connection would be lost. */
  readonly app: Hono<SimulatorEnv>;
  /**
   * What the API answers for the site and days (`YYYY-MM-DD`, both included) when nothing fails, whatever the clock.
   *
   * @throws RangeError for an unknown site, a malformed day and days in the wrong order.
   */
  answer(siteUrl: string, from: string, to: string): AggregatesAnswer;
  /** The host names of the sites. */
  readonly sites: readonly string[];
  readonly faults: Faults;
  readonly incidents: Incidents;
  readonly tokens: Tokens;
  readonly organization: Organization;
  readonly deviceGrants: DeviceGrants;
  readonly requests: Requests;
  readonly clock: Clock;
}

/** Sets up a simulator. Throws a RangeError for sites that cannot be. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const seed = options.seed ?? 1;
  const profiles = createProfiles(seed, options.sites ?? demoSiteUrls);
  const sites = profiles.map((profile) => profile.siteUrl);
  const siteUrls = new Set(sites);
  const clock = createClock(options.now, options.isClockSettable ?? false);
  const incidents = createIncidents(siteUrls);
  const faults = createFaults(siteUrls);
  const tokens = createTokens(seed, clock, options.tokens ?? {});
  const organization = createOrganization(options.organization ?? {});
  const deviceGrants = createDeviceGrants(seed, clock, tokens);
  const requests = createRequestLog(siteUrls);
  const truth = createTruth(seed, profiles, incidents);
  const app = createApp({
    seed,
    siteUrls: sites,
    clock,
    sleep: options.sleep ?? sleepInRealTime,
    truth,
    tokens,
    organization,
    deviceGrants,
    faults,
    incidents,
    requests,
    nextTrackingId: createTrackingIds(seed),
  });

  return {
    app,
    answer(siteUrl, from, to) {
      const firstDay = parseDay(from);
      const lastDay = parseDay(to);
      if (firstDay === undefined || lastDay === undefined) {
        throw new RangeError('from and to must be days such as 2026-11-20');
      }
      return truth.answer(siteUrl, firstDay, lastDay);
    },
    sites,
    faults,
    incidents,
    tokens,
    organization,
    deviceGrants,
    requests,
    clock,
  };
}

async function sleepInRealTime(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal });
}
