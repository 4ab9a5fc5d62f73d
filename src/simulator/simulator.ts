import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Hono } from 'hono';
import type { Recording } from '../recording.ts';
import { createTrackingIds } from './answers.ts';
import type { SimulatorEnv } from './endpoints/connection.ts';
import { createDeviceGrants } from './endpoints/device-grants.ts';
import type { Parts } from './endpoints/parts.ts';
import { listRecordedSites } from './endpoints/replay-endpoint.ts';
import { createRequestLog, type Requests } from './endpoints/request-log.ts';
import { createTokens, type TokenSettings } from './endpoints/tokens.ts';
import { createFaults } from './faults/fault-store.ts';
import type { Sleep } from './faults/paced-body.ts';
import { createSimulatorApp } from './simulator-app.ts';
import { parseDay } from './world/calendar.ts';
import { createIncidents } from './world/incidents.ts';
import { createLive } from './world/live.ts';
import { toLiveAnswer, type LiveAnswer } from './world/live-answer.ts';
import { createOrganisation, type OrganisationSettings } from './world/organisation.ts';
import type { AggregatesAnswer } from './world/range-answer.ts';
import { createProfiles, DEMO_SITE_URLS, type SitesOption } from './world/site-profile.ts';
import { createTruth } from './world/truth.ts';
import { createWorldClock } from './world/world-clock.ts';

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

/** A Webex that runs, without a port of its own. */
export interface Simulator extends Pick<
  Parts,
  'faults' | 'incidents' | 'tokens' | 'organisation' | 'deviceGrants' | 'clock'
> {
  /** The HTTP interface; `app.request` rejects where a real connection would be lost. */
  readonly app: Hono<SimulatorEnv>;
  /**
   * What the API answers for the site and days (`YYYY-MM-DD`, both included) when nothing fails, whatever the clock.
   * Throws a RangeError for an unknown site, a malformed day and days in the wrong order.
   */
  answer(siteUrl: string, from: string, to: string): AggregatesAnswer;
  /**
   * What live monitoring says of the sites (default all) at a moment (ms since the epoch), whatever the clock and how
   * often it is asked. Throws a RangeError for an unknown site.
   */
  liveAnswer(atMs: number, siteUrls?: readonly string[]): LiveAnswer;
  /** The host names of the sites. */
  readonly sites: readonly string[];
  readonly requests: Requests;
}

/** Sets up a simulator. Throws a RangeError for sites that cannot be. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const seed = options.seed ?? 1;
  const { recordings } = options;
  const siteNames =
    recordings === undefined ? (options.sites ?? DEMO_SITE_URLS) : listRecordedSites(recordings);
  const profiles = createProfiles(seed, siteNames);
  const sites = profiles.map((profile) => profile.siteUrl);
  const siteUrls = new Set(sites);
  const clock = createWorldClock(options.now, options.isClockSettable ?? false);
  const incidents = createIncidents(siteUrls);
  const faults = createFaults(siteUrls);
  const tokens = createTokens(seed, clock, options.tokens ?? {});
  const organisation = createOrganisation(options.organisation ?? {});
  const deviceGrants = createDeviceGrants(seed, clock, tokens);
  const requests = createRequestLog(siteUrls);
  const truth = createTruth(seed, profiles, incidents);
  const live = createLive(seed, profiles, truth, incidents);
  const parts: Parts = {
    seed,
    siteUrls: sites,
    clock,
    sleep: options.sleep ?? sleepInRealTime,
    truth,
    live,
    tokens,
    organisation,
    deviceGrants,
    faults,
    incidents,
    requests,
    nextTrackingId: createTrackingIds(seed),
  };

  return {
    ...parts,
    app: createSimulatorApp(parts, recordings),
    answer(siteUrl, from, to) {
      const firstDay = parseDay(from);
      const lastDay = parseDay(to);
      if (firstDay === undefined || lastDay === undefined) {
        throw new RangeError('from and to must be days such as 2026-11-20');
      }
      return truth.answer(siteUrl, firstDay, lastDay);
    },
    liveAnswer: (atMs, siteUrlsAsked = sites) =>
      toLiveAnswer(
        siteUrlsAsked,
        siteUrlsAsked.flatMap((siteUrl) => live.countsAt(siteUrl, atMs)),
      ),
    sites,
  };
}

async function sleepInRealTime(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal });
}
