import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** The environment of the simulator's apps; empty when a request comes without a socket, as from `app.request`. */
export interface SimulatorEnv {
  Bindings: Partial<HttpBindings>;
}

/** Resets the connection of a request that came over one, so that the client sees ECONNRESET. */
export function resetConnection(context: Context<SimulatorEnv>): void {
  // Hono leaves `env` undefined for app.request without bindings, whatever its type says.
  const bindings: Partial<HttpBindings> | undefined = context.env;
  bindings?.incoming?.socket.resetAndDestroy();
}
