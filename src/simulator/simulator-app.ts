import { Hono } from 'hono';
import type { Recording } from '../recording.ts';
import { refusalAnswer } from './answers.ts';
import { createAggregatesEndpoint } from './endpoints/aggregates-endpoint.ts';
import type { SimulatorEnv } from './endpoints/connection.ts';
import { createControlEndpoint } from './endpoints/control-endpoint.ts';
import { createDeviceEndpoint } from './endpoints/device-endpoint.ts';
import { createDirectoryEndpoint } from './endpoints/directory-endpoint.ts';
import { createLiveEndpoint } from './endpoints/live-endpoint.ts';
import type { Parts } from './endpoints/parts.ts';
import { createReplayEndpoint } from './endpoints/replay-endpoint.ts';
import { createTokenEndpoint } from './endpoints/token-endpoint.ts';
import { ConnectionLost } from './faults/fault-answer.ts';

/**
 * All endpoints on one origin: the analytics API, the general API and the simulator's own controls. With recordings, what
 * they hold is answered instead of the world's figures.
 */
export function createSimulatorApp(parts: Parts, recordings?: readonly Recording[]): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.route('/', createTokenEndpoint(parts));
  app.route('/', createDeviceEndpoint(parts));
  app.route('/', createControlEndpoint(parts));
  if (recordings !== undefined) {
    app.route('/', createReplayEndpoint(recordings, parts));
  } else {
    app.route('/', createAggregatesEndpoint(parts));
    app.route('/', createLiveEndpoint(parts));
    app.route('/', createDirectoryEndpoint(parts));
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
