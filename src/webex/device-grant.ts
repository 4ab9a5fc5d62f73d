import * as z from 'zod';
import type { Exchange } from './exchange.ts';
import { parseJson } from '../json.ts';
import { toFormRequest } from './question.ts';
import { unauthorized } from './token.ts';
import { readTokenAnswer, type FreshTokens, type OAuthClient } from './token-answer.ts';
import { readAnswered, type Failure, type RefusalContext } from './verdict.ts';

/** RFC 8628 section 3.2 and 3.5. */
const DEFAULT_INTERVAL_MS = 5000;
const SLOW_DOWN_MS = 5000;

/** Cisco documents 300 s. */
const DEFAULT_LIFETIME_MS = 300_000;
const MAX_LIFETIME_MS = 3_600_000;

/** What a person needs to let the program in. */
export interface DeviceCode {
  readonly userCode: string;
  /** Where the code is entered. */
  readonly verificationUrl: string;
  /** The same with the code in it, where Webex gives it. */
  readonly completeUrl: string | undefined;
  readonly expiresMs: number;
  /** For the program's own questions. */
  readonly deviceCode: string;
  readonly intervalMs: number;
}

/** The device grant (RFC 8628) as Webex has it: a person says yes in a browser, the program waits for the tokens. */
export interface DeviceGrant {
  /** Rejects only when `signal` aborts. */
  begin(scopes: readonly string[], signal: AbortSignal): Promise<{ code: DeviceCode } | { failure: Failure }>;
  /** Asks at the given pace until the person has decided or the code has expired. Rejects only when `signal` aborts. */
  finish(code: DeviceCode, signal: AbortSignal): Promise<{ tokens: FreshTokens } | { failure: Failure }>;
}

export function createDeviceGrant(client: OAuthClient): DeviceGrant {
  const { clientId, clientSecret, apiUrl, exchange, clock, redact } = client;
  const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64');

  return {
    async begin(scopes, signal) {
      const form = { client_id: clientId, scope: scopes.join(' ') };
      const question = { endpoint: 'device_authorize', path: 'v1/device/authorize' } as const;
      const answer = await exchange(toFormRequest(question, apiUrl, form), signal);
      const read = readAnswered(answer, { nowMs: clock.now(), redact });
      return 'failure' in read
        ? { failure: explainAuthorize(read.failure) }
        : readDeviceCode(read.answered.body, clock.now());
    },

    async finish({ deviceCode, intervalMs, expiresMs }, signal) {
      let paceMs = intervalMs;
      let lastFault: Failure | undefined;
      const form = {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: deviceCode,
        client_id: clientId,
      };
      const question = { endpoint: 'device_token', path: 'v1/device/token' } as const;
      const request = toFormRequest(question, apiUrl, form, { authorization: `Basic ${basic}` });
      for (;;) {
        if (clock.now() + paceMs >= expiresMs) return { failure: expired(lastFault) };
        await clock.sleep(paceMs, signal);
        const step = judgeStep(await exchange(request, signal), { nowMs: clock.now(), redact });
        switch (step.kind) {
          case 'tokens':
            return { tokens: step.tokens };
          case 'refused':
            return { failure: step.failure };
          case 'pending':
            lastFault = undefined;
            break;
          case 'slow_down':
            paceMs += SLOW_DOWN_MS;
            break;
          case 'fault':
            lastFault = step.failure;
            // RFC 8628: after a lost connection ask less often.
            paceMs *= 2;
        }
      }
    },
  };
}

type Step =
  | { readonly kind: 'tokens'; readonly tokens: FreshTokens }
  | { readonly kind: 'refused' | 'fault'; readonly failure: Failure }
  | { readonly kind: 'pending' | 'slow_down' };

function judgeStep(answer: Exchange, context: RefusalContext): Step {
  const read = readAnswered(answer, context);
  if ('answered' in read) {
    const grant = readTokenAnswer(read.answered.body, undefined, context.nowMs);
    return 'tokens' in grant ? { kind: 'tokens', ...grant } : { kind: 'refused', ...grant };
  }
  const { failure } = read;
  if (answer.kind !== 'answered') return { kind: 'fault', failure };
  const { status, body } = answer;
  // Webex says it in `errors[].description`, RFC 8628 in `error`: the words are the same.
  if (body.includes('slow_down')) return { kind: 'slow_down' };
  if (status === 428 || body.includes('authorization_pending')) return { kind: 'pending' };
  if (body.includes('access_denied'))
    return { kind: 'refused', failure: unauthorized('the request was denied in the browser') };
  if (body.includes('expired_token')) return { kind: 'refused', failure: expired(undefined) };
  const isPassing = failure.outcome === 'server_error' || failure.outcome === 'rate_limited';
  return { kind: isPassing ? 'fault' : 'refused', failure };
}

function expired(lastFault: Failure | undefined): Failure {
  return lastFault ?? unauthorized('the code has expired and nobody has entered it; run the command again');
}

function explainAuthorize(failure: Failure): Failure {
  if (failure.outcome !== 'bad_request' && failure.outcome !== 'unauthorized') return failure;
  const message =
    `${failure.message.replace(/\.$/, '')}. Check the client id, and in the Integration's settings the scopes and ` +
    "Cisco's oauth-helper redirect URIs, which the device grant needs";
  return { ...failure, message };
}

/** An address that a person may be told to open; parsing it takes what could move a terminal's cursor out of it. */
const webAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
  .transform((text) => new URL(text).href);

const durationMs = z
  .number()
  .positive()
  .transform((seconds) => seconds * 1000);

const authorization = z.object({
  device_code: z.string().min(1),
  user_code: z.string().regex(/^[\x21-\x7E]{1,64}$/),
  verification_uri: webAddress,
  verification_uri_complete: webAddress.optional().catch(undefined),
  expires_in: durationMs.catch(DEFAULT_LIFETIME_MS),
  interval: durationMs.catch(DEFAULT_INTERVAL_MS),
});

function readDeviceCode(body: string, nowMs: number): { code: DeviceCode } | { failure: Failure } {
  const { data } = authorization.safeParse(parseJson(body));
  if (data === undefined) {
    return {
      failure: { outcome: 'invalid_response', message: 'the answer holds no usable code or address' },
    };
  }
  return {
    code: {
      deviceCode: data.device_code,
      userCode: data.user_code,
      verificationUrl: data.verification_uri,
      completeUrl: data.verification_uri_complete,
      expiresMs: nowMs + Math.min(data.expires_in, MAX_LIFETIME_MS),
      intervalMs: data.interval,
    },
  };
}
