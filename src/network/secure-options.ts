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

export type Security = () => SecureOptions;

/** One context for all connections, made for the first: to parse Node's authorities takes milliseconds. */
export function createSecurity({ ca, cert, key }: TlsOptions): Security {
  let options: SecureOptions | undefined;
  return () =>
    (options ??= {
      secureContext: createSecureContext({ ca: ca && [...ca], cert, key }),
      rejectUnauthorized: true,
    });
}
