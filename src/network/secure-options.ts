import { createSecureContext, type SecureContext } from 'node:tls';
import type { TlsOptions } from './fetch.ts';

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
