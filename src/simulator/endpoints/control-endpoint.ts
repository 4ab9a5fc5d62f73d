import { type Context, Hono } from 'hono';
import type { SimulatorEnv } from '../connection.ts';
import { parseFault } from '../faults/fault.ts';
import { createFields } from '../faults/fields.ts';
import { parseIncident } from '../world/incidents.ts';
import type { Parts } from '../parts.ts';

/**
 * `/simulator`: its state, and how to change its faults, incidents and clock. Answers 204 to a change, 400 with the
 * reason to a bad one, 404 to an unknown site and 409 to a clock that cannot be set.
 */
export function createControlEndpoint(parts: Parts): Hono<SimulatorEnv> {
  const { clock, faults, incidents } = parts;
  const siteUrls = new Set(parts.siteUrls);
  const endpoint = new Hono<SimulatorEnv>();

  endpoint.get('/simulator', (context) =>
    context.json({
      seed: parts.seed,
      clock: { now: new Date(clock.nowMs()).toISOString(), isSettable: clock.isSettable },
      sites: parts.siteUrls,
      faults: faults.list(),
      incidents: incidents.list(),
    }),
  );

  endpoint.put('/simulator/faults/:site', (context) => {
    const target = context.req.param('site');
    if (target !== 'all' && target !== 'token' && !siteUrls.has(target)) return unknownSite(context, target);
    return change(context, (body) => {
      faults.set(target, parseFault(body));
    });
  });
  endpoint.delete('/simulator/faults/:site', (context) => {
    faults.clear(context.req.param('site'));
    return context.body(null, 204);
  });

  endpoint.put('/simulator/incidents/:site', (context) => {
    const siteUrl = context.req.param('site');
    if (!siteUrls.has(siteUrl)) return unknownSite(context, siteUrl);
    return change(context, (body) => {
      incidents.set(siteUrl, parseIncident(body));
    });
  });
  endpoint.delete('/simulator/incidents/:site', (context) => {
    incidents.clear(context.req.param('site'));
    return context.body(null, 204);
  });

  endpoint.put('/simulator/clock', (context) => {
    if (!clock.isSettable) return problem(context, 409, 'the clock of this simulator is not settable');
    return change(context, (body) => {
      clock.set(readMoment(body));
    });
  });

  return endpoint;
}

async function change(context: Context<SimulatorEnv>, apply: (body: unknown) => void): Promise<Response> {
  try {
    apply(parseJson(await context.req.text()));
  } catch (error) {
    if (error instanceof RangeError) return problem(context, 400, error.message);
    throw error;
  }
  return context.body(null, 204);
}

function unknownSite(context: Context<SimulatorEnv>, site: string): Response {
  return problem(context, 404, `the simulator has no site ${site}`);
}

function problem(context: Context<SimulatorEnv>, status: 400 | 404 | 409, message: string): Response {
  return context.json({ message }, status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError('the body must be JSON');
  }
}

function readMoment(body: unknown): number {
  const fields = createFields(body);
  const text = fields.text('now');
  fields.refuseOthers();
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const ms = isMoment ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError('now must be a moment such as 2026-11-20T06:00:00Z');
  return ms;
}
