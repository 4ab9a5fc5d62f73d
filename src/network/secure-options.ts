import { createSecureContext, type SecureContext } from 'node:tls';

/** PEM texts. */
export interface TlsOptions {
  /** Trusted instead of Node's own authorities. */
  readonly ca?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/** For every connection of ours: certificates are verified, whatever the environment says. */
export interface SecureOptions {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: true;
}

/** One context for all connections: to parse Node's authorities takes milliseconds. */
export function toSecureOptions({ ca, ...identity }: TlsOptions): SecureOptions {
  const authorities = ca === undefined ? {} : { ca: [...ca] };
  return { secureContext: createSecureContext({ ...identity, ...authorities }), rejectUnauthorized: true };
}
