import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** The response that Node will send; undefined where the app is asked without a server. */
export function responseOf(context: Context): ServerResponse | undefined {
  const bindings = context.env as Partial<HttpBindings> | undefined;
  return bindings?.outgoing as ServerResponse | undefined;
}
