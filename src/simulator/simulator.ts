import { Hono } from 'hono';
import type { Recording } from '../recording.ts';
import { refusalAnswer } from './answers.ts';
import { addAggregatesEndpoint } from './endpoints/aggregates-endpoint.ts';
import { addControlEndpoint } from './endpoints/control-endpoint.ts';
import { addDeviceEndpoint } from './endpoints/device-endpoint.ts';
import { addDirectoryEndpoint } from './endpoints/directory-endpoint.ts';
import { addLiveEndpoint } from './endpoints/live-endpoint.ts';
import { createParts, type Parts, type SimulatorOptions } from './endpoints/parts.ts';
import { addReplayEndpoint, listRecordedSites } from './endpoints/replay-endpoint.ts';
import { addTokenEndpoint } from './endpoints/token-endpoint.ts';
import type { SimulatorApp } from './endpoints/visit.ts';
import { ConnectionLost } from './faults/fault-answer.ts';
import { parseDay } from './world/calendar.ts';
import { DEMO_SITE_URLS } from './world/site-profile.ts';

export type { SimulatorOptions } from './endpoints/parts.ts';

/** A Webex that runs, without a port of its own. */
export type Simulator = ReturnType<typeof createSimulator>;

/** Sets up a simulator. Throws a RangeError for sites that cannot be. */
export function createSimulator(options: SimulatorOptions) {
  const { sites = DEMO_SITE_URLS, recordings } = options;
  const parts = createParts(options, recordings === undefined ? sites : listRecordedSites(recordings));
  return {
    ...parts,
    /** The HTTP interface; `app.request` rejects where a real connection would be lost. */
    app: createApp(parts, recordings),
    /**
     * What the API answers for the site and days (`YYYY-MM-DD`, both included) when nothing fails, whatever the clock.
     * Throws a RangeError for an unknown site, a malformed day and days in the wrong order.
     */
    answer(siteUrl: string, from: string, to: string) {
      const firstDay = parseDay(from);
      const lastDay = parseDay(to);
      if (firstDay === undefined || lastDay === undefined) {
        throw new RangeError('from and to must be days such as 2026-11-20');
      }
      return parts.truth.answer(siteUrl, firstDay, lastDay);
    },
    /**
     * What live monitoring says of the sites (default all) at a moment (ms since the epoch), whatever the clock and how
     * often it is asked. Throws a RangeError for an unknown site.
     */
    liveAnswer: (atMs: number, siteUrls: readonly string[] = parts.sites) =>
      parts.live.answerAt(siteUrls, atMs),
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
