import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { jsonAnswer, refusalAnswer } from '../answers.ts';
import { answerWithFault, type RightAnswer } from '../faults/fault-answer.ts';
import type { Parts } from './parts.ts';
import type { SimulatedEndpoint } from './request-log.ts';

/** The environment of the simulator's apps; empty when a request comes without a socket, as from `app.request`. */
export interface SimulatorEnv {
  Bindings: Partial<HttpBindings>;
}

export type SimulatorApp = Hono<SimulatorEnv>;

/** Records a request to the simulated Webex, and gives the ways to end it. */
export function openVisit(
  { clock, requests, nextTrackingId, tokens, organisation, faults, sleep }: Parts,
  context: Context<SimulatorEnv>,
  endpoint: SimulatedEndpoint,
  { siteUrl, from, to }: Readonly<Partial<Record<'siteUrl' | 'from' | 'to', string | undefined>>> = {},
) {
  const record = requests.arrive({
    atMs: clock.nowMs(),
    endpoint,
    siteUrl: siteUrl ?? null,
    from: from ?? null,
    to: to ?? null,
  });
  const trackingId = nextTrackingId();

  function finish(response: Response): Response {
    record.status = response.status;
    requests.end();
    return response;
  }

  /** Ends it with a refusal in the words of webexapis.com. */
  function refuse(status: number, description: string): Response {
    return finish(refusalAnswer(status, description, trackingId));
  }

  return {
    trackingId,
    finish,
    /** Ends it with this value as JSON. */
    give: (value: unknown) => finish(jsonAnswer(200, JSON.stringify(value), trackingId)),
    refuse,
    /** Ends it when the caller has no valid token, or one that lacks the scope or its licence; undefined: it may ask. */
    refuseStranger(scope?: string): Response | undefined {
      const { scopes, hasProPack } = organisation.settings;
      const token = bearerTokenOf(context);
      if (token === undefined || !tokens.isValid(token))
        return refuse(
          401,
          'The request requires a valid access token set in the Authorization request header.',
        );
      if (scope !== undefined && !scopes.includes(scope))
        return refuse(
          403,
          `The access token is missing required scopes or the user is missing required roles or licenses: ${scope}`,
        );
      if (scope === 'analytics:read_all' && !hasProPack)
        return refuse(403, 'The organization does not have a Pro Pack license for this API.');
      return undefined;
    },
    /** Ends a request that nothing is wrong with, as the fault has it that strikes the target, if one does. */
    async answer(target: string, right: RightAnswer, windowDays?: number): Promise<Response> {
      const fault = faults.strike(target, { windowDays, host: new URL(context.req.url).host });
      if (fault === undefined) return finish(right());
      const isStreamed = fault.kind === 'drip' || fault.kind === 'oversize';
      try {
        const response = await answerWithFault(fault, {
          right,
          trackingId,
          signal: context.req.raw.signal,
          sleep,
          reset: () => resetConnection(context),
          onSent: () => requests.end(),
        });
        record.status = response.status;
        return response;
      } finally {
        if (!isStreamed) requests.end();
      }
    },
  };
}

export function bearerTokenOf({ req }: Context<SimulatorEnv>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(req.header('authorization') ?? '')?.[1];
}

/** Resets the connection of a request that came over one, so that the client sees ECONNRESET. */
function resetConnection(context: Context<SimulatorEnv>): void {
  // Hono leaves `env` undefined for app.request without bindings, whatever its type says.
  const bindings: Partial<HttpBindings> | undefined = context.env;
  bindings?.incoming?.socket.resetAndDestroy();
}
