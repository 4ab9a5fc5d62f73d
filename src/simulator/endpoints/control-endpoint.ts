import type { Context } from 'hono';
import * as z from 'zod';
import { FAULT_SCHEMA } from '../faults/fault.ts';
import { parseJson } from '../../json.ts';
import { readFields, text } from '../fields.ts';
import { INCIDENT_SCHEMA } from '../world/incidents.ts';
import type { Parts } from './parts.ts';
import type { SimulatorApp, SimulatorEnv } from './visit.ts';

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
export function addControlEndpoint(app: SimulatorApp, parts: Parts): void {
  const { clock, faults, incidents, sites } = parts;

  app.get('/simulator', (context) =>
    context.json({
      seed: parts.seed,
      clock: { now: new Date(clock.nowMs()).toISOString(), isSettable: clock.isSettable },
      sites,
      faults: faults.list(),
      incidents: incidents.list(),
    }),
  );

  app.put('/simulator/faults/:target', (context) => {
    const target = context.req.param('target');
    if (!faults.isTarget(target)) return refuseSite(context, target);
    return change(context, FAULT_SCHEMA, (fault) => faults.set(target, fault));
  });
  app.delete('/simulator/faults/:target', (context) => {
    faults.clear(context.req.param('target'));
    return context.body(null, 204);
  });

  app.put('/simulator/incidents/:site', (context) => {
    const site = context.req.param('site');
    if (!sites.includes(site)) return refuseSite(context, site);
    return change(context, INCIDENT_SCHEMA, (incident) => incidents.set(site, incident));
  });
  app.delete('/simulator/incidents/:site', (context) => {
    incidents.clear(context.req.param('site'));
    return context.body(null, 204);
  });

  app.put('/simulator/clock', async (context) => {
    if (!clock.isSettable)
      return context.json({ message: 'the clock of this simulator is not settable' }, 409);
    return change(context, CLOCK_SCHEMA, ({ now }) => clock.set(Date.parse(now)));
  });
}

/** Applies the body of a request; a RangeError says why it cannot be. */
async function change<T>(
  context: Context<SimulatorEnv>,
  schema: z.ZodType<T>,
  apply: (value: T) => void,
): Promise<Response> {
  const read = readFields(schema, parseJson(await context.req.text()));
  if ('problem' in read) return context.json({ message: read.problem }, 400);
  try {
    apply(read.value);
    return context.body(null, 204);
  } catch (error) {
    if (error instanceof RangeError) return context.json({ message: error.message }, 400);
    throw error;
  }
}

function refuseSite(context: Context<SimulatorEnv>, site: string): Response {
  return context.json({ message: `the simulator has no site ${site}` }, 404);
}
