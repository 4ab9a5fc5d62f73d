import { toErrorWords } from '../error-words.ts';
import type { Secret } from '../secret.ts';
import type { Failure } from './verdict.ts';

export type TokenResult = { readonly token: Secret } | { readonly failure: Failure };

/** Where an account's bearer token comes from: given, read from a file, or got by the OAuth refresh grant. */
export interface TokenSource {
  /** The token to use for the next request, another one than `refused` if it can be had. Rejects only when `signal` aborts. */
  current(signal: AbortSignal, refused?: Secret): Promise<TokenResult>;
  /** Webex refused `refused`: another token if one can be had, else why not. */
  replace(refused: Secret, signal: AbortSignal): Promise<TokenResult>;
  /** Whether, after a refusal, something else than what was refused can be had by now. Never asks Webex. */
  hasChanged(): Promise<boolean>;
  /** Where known, when the tokens end (milliseconds since the epoch). */
  expiry(): TokenExpiry;
  /** Whether there never was a token: somebody has yet to log in. */
  isMissing(): boolean;
}

export interface TokenExpiry {
  readonly accessMs?: number | undefined;
  readonly refreshMs?: number | undefined;
}

/** A bearer token given once and for all. */
export function createFixedToken(token: Secret): TokenSource {
  return {
    current: () => Promise.resolve({ token }),
    replace: () =>
      Promise.resolve({
        failure: unauthorized(
          'Webex refused the access token',
          'set a new WEBEX_ACCESS_TOKEN and restart; a personal token lives 12 hours, so for lasting use make an Integration and run `webex-exporter login`',
        ),
      }),
    hasChanged: () => Promise.resolve(false),
    expiry: () => ({}),
    isMissing: () => false,
  };
}

/**
 * A bearer token in a file that something else renews. It is opened by its path each time a token is needed, so a
 * replaced file counts at once, also when Kubernetes swaps the `..data` link above it.
 */
export function createFileToken(path: string, read: (path: string) => Promise<Secret>): TokenSource {
  const advice = `write a new token into ${path}; it is read again within seconds`;
  let refusedText: string | undefined;
  const current = async (): Promise<TokenResult> => {
    try {
      const token = await read(path);
      if (isSendable(token.reveal())) return { token };
      return {
        failure: unauthorized(`the access token file ${path} is empty or holds more than a token`, advice),
      };
    } catch (error) {
      return {
        failure: unauthorized(`the access token file cannot be used: ${toErrorWords(error)}`, advice),
      };
    }
  };
  return {
    current,
    async replace(refused) {
      refusedText = refused.reveal();
      const result = await current();
      return 'token' in result && result.token.reveal() === refusedText
        ? { failure: unauthorized(`Webex refused the access token in ${path}`, advice) }
        : result;
    },
    async hasChanged() {
      const result = await current();
      return 'token' in result && result.token.reveal() !== refusedText;
    },
    expiry: () => ({}),
    isMissing: () => false,
  };
}

/** Whether a header can carry the token; `fetch` throws on one with a line break and quotes it in the error. */
export function isSendable(token: string): boolean {
  return /^[\x21-\x7E]+$/.test(token);
}

export function unauthorized(message: string, advice?: string): Failure {
  return { outcome: 'unauthorized', message, advice };
}
