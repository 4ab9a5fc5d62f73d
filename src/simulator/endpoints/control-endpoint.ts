import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { FAULT_SCHEMA } from '../faults/fault.ts';
import { parseJson, readFields, text } from '../fields.ts';
import { INCIDENT_SCHEMA } from '../world/incidents.ts';
import type { SimulatorEnv } from './connection.ts';
import type { Parts } from './parts.ts';

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

const CLOCK_SCHEMA = z.strictObject({
  now: text.refine(
    (moment) => MOMENT.test(moment) && !Number.isNaN(Date.parse(moment)),
    'must be a moment such as 2026-11-20T06:00:00Z',
  ),
});

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

  endpoint.put('/simulator/faults/:target', (context) => {
    const target = context.req.param('target');
    if (!faults.isTarget(target)) return unknownSite(context, target);
    return change(context, FAULT_SCHEMA, (fault) => {
      const problem = faults.misfit(target, fault);
      if (problem === undefined) faults.set(target, fault);
      return problem;
    });
  });
  endpoint.delete('/simulator/faults/:target', (context) => {
    faults.clear(context.req.param('target'));
    return context.body(null, 204);
  });

  endpoint.put('/simulator/incidents/:site', (context) => {
    const siteUrl = context.req.param('site');
    if (!siteUrls.has(siteUrl)) return unknownSite(context, siteUrl);
    return change(context, INCIDENT_SCHEMA, (incident) => {
      incidents.set(siteUrl, incident);
    });
  });
  endpoint.delete('/simulator/incidents/:site', (context) => {
    incidents.clear(context.req.param('site'));
    return context.body(null, 204);
  });

  endpoint.put('/simulator/clock', (context) => {
    if (!clock.isSettable) return refuse(context, 409, 'the clock of this simulator is not settable');
    return change(context, CLOCK_SCHEMA, ({ now }) => {
      clock.set(Date.parse(now));
    });
  });

  return endpoint;
}

/** Applies the body of a request, which may be refused once more with a reason. */
async function change<T>(
  context: Context<SimulatorEnv>,
  schema: z.ZodType<T>,
  apply: (value: T) => string | void,
): Promise<Response> {
  const body = parseJson(await context.req.text());
  if (body === undefined) return refuse(context, 400, 'the body must be JSON');
  const read = readFields(schema, body);
  const problem = 'problem' in read ? read.problem : apply(read.value);
  return typeof problem === 'string' ? refuse(context, 400, problem) : context.body(null, 204);
}

function unknownSite(context: Context<SimulatorEnv>, site: string): Response {
  return refuse(context, 404, `the simulator has no site ${site}`);
}

function refuse(context: Context<SimulatorEnv>, status: 400 | 404 | 409, message: string): Response {
  return context.json({ message }, status);
}
