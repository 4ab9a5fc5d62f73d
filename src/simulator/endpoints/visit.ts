import { jsonAnswer, refusalAnswer } from '../answers.ts';
import type { Parts } from './parts.ts';
import { fingerprintOf, type LogEntry, type SimulatedEndpoint } from './request-log.ts';

/** A request to the simulated Webex and how it ends. */
export interface Visit extends LogEntry {
  readonly trackingId: string;
  /** Ends it with this answer. */
  readonly finish: (response: Response) => Response;
  /** Ends it with this value as JSON. */
  readonly give: (value: unknown) => Response;
  /** Ends it with a refusal in the words of webexapis.com. */
  readonly refuse: (status: number, description: string) => Response;
}

/** What is known of a request on its arrival besides its time. */
interface Arrival {
  readonly endpoint: SimulatedEndpoint;
  readonly siteUrl?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The access token, or the refresh token at the token endpoint. */
  readonly token?: string | undefined;
}

export function openVisit(
  { clock, requests, nextTrackingId }: Pick<Parts, 'clock' | 'requests' | 'nextTrackingId'>,
  { endpoint, siteUrl, from, to, token }: Arrival,
): Visit {
  const entry = requests.arrive({
    atMs: clock.nowMs(),
    endpoint,
    siteUrl: siteUrl ?? null,
    from: from ?? null,
    to: to ?? null,
    tokenFingerprint: fingerprintOf(token),
  });
  const trackingId = nextTrackingId();
  const finish = (response: Response): Response => {
    entry.answer(response.status);
    entry.end();
    return response;
  };
  return {
    ...entry,
    trackingId,
    finish,
    give: (value) => finish(jsonAnswer(200, JSON.stringify(value), trackingId)),
    refuse: (status, description) => finish(refusalAnswer(status, description, trackingId)),
  };
}
