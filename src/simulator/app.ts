import { Hono } from 'hono';
import { createAggregatesEndpoint } from './endpoints/aggregates-endpoint.ts';
import type { SimulatorEnv } from './connection.ts';
import { createControlEndpoint } from './endpoints/control-endpoint.ts';
import { createDeviceEndpoint } from './endpoints/device-endpoint.ts';
import { createDirectoryEndpoint } from './endpoints/directory-endpoint.ts';
import { webexErrorBody } from './endpoints/error-body.ts';
import { ConnectionLost } from './faults/fault-answer.ts';
import { jsonAnswer } from './endpoints/json-answer.ts';
import type { Parts } from './parts.ts';
import { createTokenEndpoint } from './endpoints/token-endpoint.ts';

/** All endpoints on one origin: the analytics API, the general API and the simulator's own controls. */
export function createApp(parts: Parts): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.route('/', createAggregatesEndpoint(parts));
  app.route('/', createTokenEndpoint(parts));
  app.route('/', createDirectoryEndpoint(parts));
  app.route('/', createDeviceEndpoint(parts));
  app.route('/', createControlEndpoint(parts));

  app.notFound(() => {
    const trackingId = parts.nextTrackingId();
    return jsonAnswer(
      404,
      webexErrorBody('The requested resource could not be found.', trackingId),
      trackingId,
    );
  });
  app.onError((error) => {
    // app.request then rejects, as fetch does when a connection is lost; the server drops the request.
    if (error instanceof ConnectionLost) throw error;
    const trackingId = parts.nextTrackingId();
    return jsonAnswer(500, webexErrorBody(`The simulator failed: ${error.message}`, trackingId), trackingId);
  });
  return app;
}
