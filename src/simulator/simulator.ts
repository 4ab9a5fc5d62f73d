import { setTimeout as sleepFor } from 'node:timers/promises';
import { Hono } from 'hono';
import type { Recording } from '../recording.ts';
import { createTrackingIds, refusalAnswer } from './answers.ts';
import { addAggregatesEndpoint } from './endpoints/aggregates-endpoint.ts';
import { addControlEndpoint } from './endpoints/control-endpoint.ts';
import { addDeviceEndpoint } from './endpoints/device-endpoint.ts';
import { createDeviceGrants } from './endpoints/device-grants.ts';
import { addDirectoryEndpoint } from './endpoints/directory-endpoint.ts';
import { addLiveEndpoint } from './endpoints/live-endpoint.ts';
import type { Parts } from './endpoints/parts.ts';
import { addReplayEndpoint, listRecordedSites } from './endpoints/replay-endpoint.ts';
import { createRequestLog } from './endpoints/request-log.ts';
import { addTokenEndpoint } from './endpoints/token-endpoint.ts';
import { createTokens, type TokenSettings } from './endpoints/tokens.ts';
import type { SimulatorApp } from './endpoints/visit.ts';
import { ConnectionLost, type Sleep } from './faults/fault-answer.ts';
import { createFaults } from './faults/fault-store.ts';
import { parseDay } from './world/calendar.ts';
import { createIncidents } from './world/incidents.ts';
import { createLive } from './world/live.ts';
import type { LiveAnswer } from './world/live-answer.ts';
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
export interface Simulator extends Parts {
  /** The HTTP interface; `app.request` rejects where a real connection would be lost. */
  readonly app: SimulatorApp;
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
}

/** Sets up a simulator. Throws a RangeError for sites that cannot be. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { seed = 1, recordings, sleep = sleepInRealTime } = options;
  const wanted = recordings === undefined ? options.sites : listRecordedSites(recordings);
  const profiles = createProfiles(seed, wanted ?? DEMO_SITE_URLS);
  const sites = profiles.map((profile) => profile.siteUrl);
  const clock = createWorldClock(options.now, options.isClockSettable ?? false);
  const incidents = createIncidents(sites);
  const tokens = createTokens(seed, clock, options.tokens ?? {});
  const truth = createTruth(seed, profiles, incidents);
  const live = createLive(seed, truth, incidents);
  const parts: Parts = {
    seed,
    sites,
    clock,
    sleep,
    truth,
    live,
    tokens,
    organisation: createOrganisation(options.organisation ?? {}),
    deviceGrants: createDeviceGrants(seed, clock, tokens),
    faults: createFaults(sites),
    incidents,
    requests: createRequestLog(sites),
    nextTrackingId: createTrackingIds(seed),
  };

  return {
    ...parts,
    app: createApp(parts, recordings),
    answer(siteUrl, from, to) {
      const firstDay = parseDay(from);
      const lastDay = parseDay(to);
      if (firstDay === undefined || lastDay === undefined) {
        throw new RangeError('from and to must be days such as 2026-11-20');
      }
      return truth.answer(siteUrl, firstDay, lastDay);
    },
    liveAnswer: (atMs, siteUrls = sites) => live.answerAt(siteUrls, atMs),
  };
}

/**
 * All endpoints on one origin: the analytics API, the general API and the simulator's own controls. With recordings, what
 * they hold is answered instead of the world's figures.
 */
function createApp(parts: Parts, recordings: readonly Recording[] | undefined): SimulatorApp {
  const app: SimulatorApp = new Hono();
  addTokenEndpoint(app, parts);
  addDeviceEndpoint(app, parts);
  addControlEndpoint(app, parts);
  if (recordings !== undefined) {
    addReplayEndpoint(app, parts, recordings);
  } else {
    addAggregatesEndpoint(app, parts);
    addLiveEndpoint(app, parts);
    addDirectoryEndpoint(app, parts);
  }
  app.notFound(() =>
    refusalAnswer(404, 'The requested resource could not be found.', parts.nextTrackingId()),
  );
  app.onError((error) => {
    // app.request then rejects, as fetch does when a connection is lost; the server drops the request.
    if (error instanceof ConnectionLost) throw error;
    return refusalAnswer(500, `The simulator failed: ${error.message}`, parts.nextTrackingId());
  });
  return app;
}

async function sleepInRealTime(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal });
}
