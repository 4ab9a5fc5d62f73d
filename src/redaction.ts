const HIDDEN = '<redacted>';

const SECRET_NAME =
  /(?:^|[-_.])(?:authorization|auth|token|key|apikey|secret|password|credentials?|cookie|session|signature|jwt)$/;

/**
 * Whether a header or metadata key carries a credential, by its name: `authorization`, `x-api-key`, `dd-auth-token`,
 * `cookie`. A tenant's id (`x-scope-orgid`) is none, and is shown.
 */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name.trim().toLowerCase());
}

/** Scheme, host and port of a URL: user, password and key can stand in any other part of it. */
export function withoutCredentials(url: URL): string {
  const user = url.username === '' && url.password === '' ? '' : `${HIDDEN}@`;
  return `${url.protocol}//${user}${url.host}`;
}
