import { toErrorCode } from '../error-words.ts';
import { Secret } from '../secret.ts';
import type { Problem, Source } from './source.ts';
import type { CredentialName } from './settings.ts';
import type { Terms } from './terms.ts';

/** How an account proves itself to Webex. Files are read again while the exporter runs, so their paths are kept. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'token_file'; readonly path: string }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      /** The file it came from; undefined: it was given itself. So with the others. */
      readonly clientIdPath: string | undefined;
      readonly clientSecret: Secret;
      readonly clientSecretPath: string | undefined;
      /** Undefined: the tokens that `webex-exporter login` kept in the state directory. */
      readonly refreshToken: Secret | undefined;
      readonly refreshTokenPath: string | undefined;
    };

export type OAuthCredentials = Extract<Credentials, { kind: 'oauth' }>;

/** What credentials are for: to ask Webex with them at once, to get such by `login`, or for the simulator, which keeps none. */
export type Purpose = 'ask' | 'login' | 'simulate';

export interface CredentialContext {
  readonly terms: Terms;
  readonly purpose: Purpose;
  /** Throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

/** Fewer could not be told from other text, and so not be kept out of logs. */
const MIN_LENGTH = 8;

/** Reads one complete way of proving oneself; undefined when something is missing or too much. */
export function readCredentials(source: Source, context: CredentialContext): Credentials | undefined {
  const { terms, problems } = context;
  const isGiven = (name: CredentialName): boolean => Boolean(source[name] ?? source[`${name}File`]);
  const oauthNames = (['clientId', 'clientSecret', 'refreshToken'] as const).filter(isGiven);

  if (isGiven('accessToken')) {
    const token = readCredential('accessToken', source, context);
    for (const name of oauthNames) {
      const message = `excludes ${terms.wordFor('accessToken')}: give a ready token or the OAuth settings`;
      problems.push({
        origin: (source[name] ?? source[`${name}File`])?.origin ?? terms.originOf(name),
        message,
      });
    }
    if (token === undefined) return undefined;
    const { text, path } = token;
    return path === undefined ? { kind: 'token', token: new Secret(text) } : { kind: 'token_file', path };
  }
  if (oauthNames.length === 0) {
    problems.push({ origin: terms.originOf(), message: describeNone(context) });
    return undefined;
  }
  return readOAuth(source, context, isGiven);
}

function describeNone({ terms, purpose }: CredentialContext): string {
  const [token, id, secret, refresh] = (
    ['accessToken', 'clientId', 'clientSecret', 'refreshToken'] as const
  ).map(terms.wordFor);
  return purpose === 'login'
    ? `no credentials: a login needs ${id} and ${secret}`
    : `no credentials: give ${token} (or its file), or ${id}, ${secret} and ${refresh}`;
}

function readOAuth(
  source: Source,
  context: CredentialContext,
  isGiven: (name: CredentialName) => boolean,
): OAuthCredentials | undefined {
  const { terms, purpose, problems, warnings } = context;
  for (const name of ['clientId', 'clientSecret'] as const) {
    if (!isGiven(name))
      problems.push({
        origin: terms.originOf(name),
        message: 'missing: the OAuth refresh grant needs it too',
      });
  }
  const id = readCredential('clientId', source, context);
  const secret = readCredential('clientSecret', source, context);
  const refresh = readCredential('refreshToken', source, context);
  const stateDir = terms.wordFor('stateDir');
  if (!isGiven('refreshToken') && purpose === 'ask' && !source.stateDir) {
    const message = `missing: give it, or give ${stateDir} and run \`webex-exporter login\`, which keeps tokens there`;
    problems.push({ origin: terms.originOf('refreshToken'), message });
  } else if (!source.stateDir && purpose === 'ask') {
    const message = `no ${stateDir}: Webex replaces refresh tokens, and what is kept in memory only is lost at a restart`;
    warnings.push({ origin: terms.originOf(), message });
  }
  if (id === undefined || secret === undefined) return undefined;
  return {
    kind: 'oauth',
    clientId: id.text,
    clientIdPath: id.path,
    clientSecret: new Secret(secret.text),
    clientSecretPath: secret.path,
    refreshToken: refresh && new Secret(refresh.text),
    refreshTokenPath: refresh?.path,
  };
}

/** A secret's text from a file, without the line break that editors and `echo` leave at its end. */
export function toSecretText(fileText: string): string {
  return fileText.trim();
}

/** Why a text cannot be this credential, without a word of it; undefined: it can. Webex's client ids are no secrets. */
function findCredentialFault(text: string, name: CredentialName): string | undefined {
  if (/^(["']).*\1$/.test(text))
    return 'stands in quotes, which `docker --env-file` and others take for a part of it: leave them out';
  // A token with a blank or a control character inside cannot be sent in a header; it is a paste gone wrong.
  if (!/^[\x21-\x7E]+$/.test(text)) return 'holds blanks or other characters that a credential cannot have';
  if (name !== 'clientId' && text.length < MIN_LENGTH)
    return `is shorter than ${MIN_LENGTH} characters, which no credential of Webex is`;
  return undefined;
}

function readCredential(
  name: CredentialName,
  source: Source,
  context: CredentialContext,
): { text: string; path: string | undefined } | undefined {
  const { readFile, problems, terms } = context;
  const given = source[name];
  const file = source[`${name}File`];
  if (given && file) {
    problems.push({ origin: file.origin, message: `excludes ${terms.wordFor(name)}` });
    return undefined;
  }
  const where = given ?? file;
  if (where === undefined) return undefined;
  const fail = (message: string): undefined => {
    problems.push({ origin: where.origin, message });
  };
  const path = file?.text;
  let text = where.text.trim();
  if (path !== undefined) {
    // A text that is no path may be the token itself, pasted into the wrong variable.
    const isPath = /^[./]/.test(path) && !where.isHidden;
    const shown = isPath ? `'${path}'` : 'the file it names, by what does not look like a path';
    try {
      text = toSecretText(readFile(path));
    } catch (error) {
      const code = toErrorCode(error);
      if (canWaitForLogin(name, source) && code === 'ENOENT') return warnOfWaiting(`there is no ${shown}`);
      return fail(`cannot read ${shown} (${code})`);
    }
    if (text === '')
      return canWaitForLogin(name, source) ? warnOfWaiting(`${shown} is empty`) : fail(`${shown} is empty`);
  }
  const fault = findCredentialFault(text, name);
  return fault === undefined ? { text, path } : fail(fault);

  function warnOfWaiting(message: string): undefined {
    const { origin } = where ?? { origin: terms.originOf(name) };
    context.warnings.push({
      origin,
      message: `${message}; tokens come from \`webex-exporter login\` until it does`,
    });
  }
}

/** Charts and compose files name the file of a refresh token that nobody has put there yet. */
function canWaitForLogin(name: CredentialName, source: Source): boolean {
  return name === 'refreshToken' && source.stateDir !== undefined;
}
