import { ServerResponse } from 'node:http';
import type { Context } from 'hono';

/** The response that Node will send; undefined where the app is asked without a server. */
export function responseOf({ env }: Context): ServerResponse | undefined {
  const bindings: unknown = env;
  if (typeof bindings !== 'object' || bindings === null || !('outgoing' in bindings)) return undefined;
  return bindings.outgoing instanceof ServerResponse ? bindings.outgoing : undefined;
}
