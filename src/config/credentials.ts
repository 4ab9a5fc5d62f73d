import { Secret } from '../secret.ts';
import { CREDENTIAL_SETTINGS, EXPORTER_SETTINGS, type CredentialSetting } from './settings.ts';

/** How an account proves itself to Webex. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'token_file'; readonly path: string }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: Secret;
      /** Undefined: the tokens that `webex-exporter login` kept in the state directory. */
      readonly refreshToken: Secret | undefined;
      /** Its file, which is read again after a refusal; it may be missing while there is no refresh token. */
      readonly refreshTokenPath: string | undefined;
    };

export interface CredentialSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
}

/** Reads one complete way of proving oneself; what is missing or too much goes into `problems`. */
export function readCredentials(source: CredentialSource, problems: string[]): Credentials | undefined {
  const { accessToken, clientId, clientSecret, refreshToken } = CREDENTIAL_SETTINGS;
  const read = (setting: CredentialSetting, mayBeMissing = false): string | undefined =>
    readCredential(source, setting, problems, mayBeMissing);
  const token = read(accessToken);
  const id = read(clientId);
  const secret = read(clientSecret);
  // A mounted Secret without the key has no such file, and a login in the running pod makes up for it.
  const { stateDir } = EXPORTER_SETTINGS;
  const refresh = read(refreshToken, Boolean(source.env[stateDir.variable]));
  const oauthGiven = [clientId, clientSecret, refreshToken].filter((setting) => isGiven(source, setting));

  if (isGiven(source, accessToken)) {
    for (const { variable } of oauthGiven) {
      problems.push(
        `${variable} and WEBEX_ACCESS_TOKEN exclude each other: set a ready token or the OAuth settings`,
      );
    }
    const path = source.env[`${accessToken.variable}_FILE`];
    if (token === undefined) return undefined;
    return path ? { kind: 'token_file', path } : { kind: 'token', token: new Secret(token) };
  }
  if (oauthGiven.length === 0) {
    problems.push(
      'no credentials: set WEBEX_ACCESS_TOKEN (or _FILE), or WEBEX_CLIENT_ID, WEBEX_CLIENT_SECRET and WEBEX_REFRESH_TOKEN',
    );
    return undefined;
  }
  for (const setting of [clientId, clientSecret]) {
    if (!isGiven(source, setting))
      problems.push(`${setting.variable} is missing: the OAuth refresh grant needs it too`);
  }
  if (!isGiven(source, refreshToken) && !source.env[stateDir.variable]) {
    problems.push(
      `${refreshToken.variable} is missing: set it, or set ${stateDir.variable} and run \`webex-exporter login\`, ` +
        'which keeps tokens there',
    );
  }
  if (id === undefined || secret === undefined) return undefined;
  return {
    kind: 'oauth',
    clientId: id,
    clientSecret: new Secret(secret),
    refreshToken: refresh === undefined ? undefined : new Secret(refresh),
    refreshTokenPath: source.env[`${refreshToken.variable}_FILE`] || undefined,
  };
}

/** A secret's text from a file, without the line break that editors and `echo` leave at its end. */
export function toSecretText(fileText: string): string {
  return fileText.trim();
}

function isGiven({ env }: CredentialSource, { variable, isSecret }: CredentialSetting): boolean {
  return Boolean(env[variable]) || (isSecret && Boolean(env[`${variable}_FILE`]));
}

function readCredential(
  { env, readFile }: CredentialSource,
  { variable, isSecret }: CredentialSetting,
  problems: string[],
  mayBeMissing: boolean,
): string | undefined {
  const direct = env[variable];
  const path = isSecret ? env[`${variable}_FILE`] : undefined;
  if (direct && path) {
    problems.push(`${variable} and ${variable}_FILE exclude each other`);
    return undefined;
  }
  if (!path) return checkCharacters(direct?.trim() || undefined, variable, problems);
  try {
    const text = toSecretText(readFile(path));
    if (text === '') problems.push(`${variable}_FILE: ${path} is empty`);
    return checkCharacters(text || undefined, `${variable}_FILE`, problems);
  } catch (error) {
    if (mayBeMissing && describeFault(error) === 'ENOENT') return undefined;
    // A text that is no path may be the token itself, pasted into the wrong variable.
    const shown = /^[./]/.test(path) ? `'${path}'` : 'what it names, which does not look like a path';
    problems.push(`${variable}_FILE: cannot read ${shown} (${describeFault(error)})`);
    return undefined;
  }
}

/** A token with a blank or a control character inside cannot be sent in a header; it is a paste gone wrong. */
function checkCharacters(text: string | undefined, variable: string, problems: string[]): string | undefined {
  if (text === undefined || /^[\x21-\x7E]+$/.test(text)) return text;
  problems.push(`${variable} holds blanks or other characters that a credential cannot have`);
  return undefined;
}

/** The system's word for a fault, without the path that its message quotes. */
function describeFault(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown fault';
}
