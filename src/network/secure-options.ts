import { createSecureContext, type SecureContext } from 'node:tls';

/** PEM texts. */
export interface TlsOptions {
  /** Trusted instead of Node's own authorities. */
  readonly ca?: readonly string[] | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** For every connection of ours: certificates are verified, whatever the environment says. */
export interface SecureOptions {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: true;
}

/** One context for all connections: to parse Node's authorities takes milliseconds. */
export function toSecureOptions({ ca, cert, key }: TlsOptions): SecureOptions {
  return { secureContext: createSecureContext({ ca: ca && [...ca], cert, key }), rejectUnauthorized: true };
}
