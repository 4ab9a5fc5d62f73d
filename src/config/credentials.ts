import { toErrorCode } from '../error-words.ts';
import { MIN_SECRET_LENGTH, Secret } from '../secret.ts';
import type { CredentialName, SettingName } from './settings.ts';
import type { Given, Source } from './source.ts';

/** How an account proves itself to Webex. Files are read again while the exporter runs, so their paths are kept. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'token_file'; readonly path: string }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: Secret;
      /** Undefined: the tokens that `webex-exporter login` kept in the state directory. */
      readonly refreshToken: Secret | undefined;
      /** The file it came from; undefined: it was given itself. */
      readonly refreshTokenPath: string | undefined;
    };

export type OAuthCredentials = Extract<Credentials, { kind: 'oauth' }>;

/** What credentials are for: to ask Webex with them at once, to get such by `login`, or for the simulator, which keeps none. */
export type Purpose = 'ask' | 'login' | 'simulate';

/** What is read besides, and for what. */
export interface ReadingContext {
  readonly purpose: Purpose;
  /** Throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
  readonly problems: string[];
  readonly warnings: string[];
}

/** The same for one account, with the words for what is said of settings that are not given. */
export interface AccountContext extends ReadingContext {
  /** How a sentence on the account begins; empty for that of the environment. */
  readonly about: string;
  /** What a setting is called where the account is described. */
  readonly wordFor: (name: SettingName) => string;
}

const OAUTH_NAMES = ['clientId', 'clientSecret', 'refreshToken'] as const;

/** Reads one complete way of proving oneself; undefined when something is missing or too much. */
export function readCredentials(source: Source, context: AccountContext): Credentials | undefined {
  const { about, wordFor, purpose, problems } = context;
  const oauthNames = OAUTH_NAMES.filter((name) => givenOf(name, source));

  if (givenOf('accessToken', source)) {
    const token = readCredential('accessToken', source, context);
    for (const name of oauthNames)
      problems.push(
        `${givenOf(name, source)?.origin}: excludes ${wordFor('accessToken')}: give a ready token or the OAuth settings`,
      );
    if (token === undefined) return undefined;
    const { text, path } = token;
    return path === undefined ? { kind: 'token', token: new Secret(text) } : { kind: 'token_file', path };
  }
  if (oauthNames.length > 0) return readOAuth(source, context);
  const [id, secret, refresh] = OAUTH_NAMES.map(wordFor);
  problems.push(
    purpose === 'login'
      ? `${about}no credentials: a login needs ${id} and ${secret}`
      : `${about}no credentials: give ${wordFor('accessToken')} (or its file), or ${id}, ${secret} and ${refresh}`,
  );
  return undefined;
}

/** A credential as it was given: itself, or its file. */
function givenOf(name: CredentialName, source: Source): Given | undefined {
  return source[name] ?? source[`${name}File`];
}

function readOAuth(source: Source, context: AccountContext): OAuthCredentials | undefined {
  const { about, wordFor, purpose, problems, warnings } = context;
  for (const name of ['clientId', 'clientSecret'] as const) {
    if (!givenOf(name, source))
      problems.push(`${about}${wordFor(name)}: missing: the OAuth refresh grant needs it too`);
  }
  const id = readCredential('clientId', source, context);
  const secret = readCredential('clientSecret', source, context);
  const refresh = readCredential('refreshToken', source, context);
  const stateDir = wordFor('stateDir');
  if (!source.stateDir && purpose === 'ask') {
    if (givenOf('refreshToken', source))
      warnings.push(
        `${about}no ${stateDir}: Webex replaces refresh tokens, and what is kept in memory only is lost at a restart`,
      );
    else
      problems.push(
        `${about}${wordFor('refreshToken')}: missing: give it, or give ${stateDir} and run \`webex-exporter login\`, which keeps tokens there`,
      );
  }
  if (id === undefined || secret === undefined) return undefined;
  return {
    kind: 'oauth',
    clientId: id.text,
    clientSecret: new Secret(secret.text),
    refreshToken: refresh && new Secret(refresh.text),
    refreshTokenPath: refresh?.path,
  };
}

/** A secret's text from a file, without the line break that editors and `echo` leave at its end. */
export function toSecretText(fileText: string): string {
  return fileText.trim();
}

export const QUOTED =
  'stands in quotes, which `docker --env-file` and others take for a part of it: leave them out';

export function isQuoted(text: string): boolean {
  return /^(["']).*\1$/.test(text);
}

/** Why a text cannot be this credential, without a word of it; undefined: it can. Webex's client ids are no secrets. */
function findCredentialFault(text: string, name: CredentialName): string | undefined {
  if (isQuoted(text)) return QUOTED;
  // A token with a blank or a control character inside cannot be sent in a header; it is a paste gone wrong.
  if (!/^[\x21-\x7E]+$/.test(text)) return 'holds blanks or other characters that a credential cannot have';
  // Fewer could not be told from other text, and so not be kept out of logs.
  if (name !== 'clientId' && text.length < MIN_SECRET_LENGTH)
    return `is shorter than ${MIN_SECRET_LENGTH} characters, which no credential of Webex is`;
  return undefined;
}

function readCredential(
  name: CredentialName,
  source: Source,
  { readFile, problems, warnings, wordFor }: AccountContext,
): { text: string; path: string | undefined } | undefined {
  const given = givenOf(name, source);
  if (given === undefined) return undefined;
  const file = source[`${name}File`];
  const fail = (message: string, isWarning = false): undefined => {
    (isWarning ? warnings : problems).push(`${given.origin}: ${message}`);
  };
  if (file && given !== file) {
    problems.push(`${file.origin}: excludes ${wordFor(name)}`);
    return undefined;
  }
  const path = file?.text;
  let text = given.text.trim();
  if (path !== undefined) {
    // A text that is no path may be the token itself, pasted into the wrong variable.
    const isPath = /^[./]/.test(path) && !given.isHidden;
    const shown = isPath ? `'${path}'` : 'the file it names (not shown: it does not look like a path)';
    // Charts and compose files name the file of a refresh token that nobody has put there yet.
    const canWait = name === 'refreshToken' && source.stateDir !== undefined;
    const until = canWait ? '; tokens come from `webex-exporter login` until it does' : '';
    try {
      text = toSecretText(readFile(path));
    } catch (error) {
      const code = toErrorCode(error);
      if (canWait && code === 'ENOENT') return fail(`there is no ${shown}${until}`, true);
      return fail(`cannot read ${shown} (${code})`);
    }
    if (text === '') return fail(`${shown} is empty${until}`, canWait);
  }
  const fault = findCredentialFault(text, name);
  return fault === undefined ? { text, path } : fail(fault);
}
