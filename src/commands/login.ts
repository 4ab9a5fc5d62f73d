import { access, constants } from 'node:fs/promises';
import type { AccountConfig } from '../config/account.ts';
import type { OAuthCredentials } from '../config/credentials.ts';
import { Secret } from '../secret.ts';
import { prepareStateDirectory } from '../state/directory.ts';
import { createTokenFile } from '../state/token-file.ts';
import { createDeviceGrant, type DeviceCode } from '../webex/device-grant.ts';
import { ANALYTICS_SCOPES, DISCOVERY_SCOPE } from '../webex/scopes.ts';
import type { FreshTokens } from '../webex/token-answer.ts';
import { createConnection } from '../exporter/connection.ts';
import { UsageError } from '../usage-error.ts';
import { dayAt } from '../window.ts';
import type { CommandContext } from './serve.ts';
import { loadConfig } from './configuration.ts';

/** Gets tokens by the device grant and keeps them in the state directory; gives the exit code. */
export async function login(context: CommandContext): Promise<0 | 1> {
  const { runtime, redactor } = context;
  const { clock, stop, stdout, stderr } = runtime;
  const job = await readJob(context);
  const { account, credentials, stateDir } = job;
  await openStateDirectory(stateDir, context);
  redactor.protect('client secret', credentials.clientSecret);
  const { gatedExchange } = createConnection(account, { runtime });
  const grant = createDeviceGrant({
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    apiUrl: account.apiUrl,
    exchange: gatedExchange,
    redact: redactor.redact,
    clock,
  });

  const fail = (message: string): 1 => {
    stderr(`webex-exporter: ${redactor.redact(message)}\n`);
    return 1;
  };
  try {
    const begun = await grant.begin(
      [...ANALYTICS_SCOPES, ...(account.discover ? [DISCOVERY_SCOPE] : [])],
      stop,
    );
    if ('failure' in begun) return fail(`Webex gave no code: ${begun.failure.message}`);
    redactor.protect('device code', new Secret(begun.code.deviceCode));
    stdout(describeCode(begun.code, clock.now()));
    const finished = await grant.finish(begun.code, stop);
    if ('failure' in finished) return fail(`not logged in: ${finished.failure.message}`);
    const { tokens } = finished;
    // Kept as descending from the configured refresh token, so that they count until another one is configured.
    const origin = credentials.refreshToken ?? tokens.refreshToken;
    await createTokenFile({
      account: account.name,
      directory: stateDir,
      files: runtime.stateFiles,
      log: context.log,
      redactor,
    }).write(tokens, origin);
    stdout(describeTokens(tokens, job));
    return 0;
  } catch (error) {
    if (stop.aborted) return fail('interrupted; nothing is changed');
    throw error;
  }
}

interface Job {
  readonly account: AccountConfig;
  readonly credentials: OAuthCredentials;
  readonly stateDir: string;
}

/** Throws with every fault of flags and configuration at once. */
async function readJob({ commandLine, runtime }: CommandContext): Promise<Job> {
  const { 'config.file': file, account: name } = commandLine.values;
  const resolved = await loadConfig(runtime, { file, purpose: 'login' });
  const { accounts, stateDir } = resolved.config;
  const names = accounts.map((account) => account.name).join(', ');
  const chosen = accounts.filter((account) => name === undefined || account.name === name);
  const [account] = chosen;
  if (account === undefined)
    throw new UsageError([`--account: there is no account ${name ?? ''}, only ${names}`]);
  if (chosen.length > 1) throw new UsageError([`--account is needed: one of ${names}`]);
  const { credentials } = account;
  // Without a state directory the configuration was refused already.
  if (credentials.kind !== 'oauth' || stateDir === undefined) {
    throw new UsageError([
      `account ${account.name} has a ready token; for tokens by login set WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET instead`,
    ]);
  }
  return { account, credentials, stateDir };
}

/** A person who has entered the code must not learn only then that the tokens cannot be kept. */
async function openStateDirectory(path: string, { runtime, log }: CommandContext): Promise<void> {
  await prepareStateDirectory({ directory: path, files: runtime.stateFiles, log }, runtime.clock.now());
  const tried = runtime.stateFiles.work(path, () => access(path, constants.W_OK | constants.X_OK));
  await tried.catch((cause: unknown) => {
    throw new Error(`the state directory ${path} cannot be written, so tokens could not be kept there`, {
      cause,
    });
  });
}

function describeCode(
  { userCode, verificationUrl, completeUrl, expiresMs }: DeviceCode,
  nowMs: number,
): string {
  const direct =
    completeUrl === undefined ? '' : `\nOr open this, which has the code in it:\n\n  ${completeUrl}\n`;
  return `Open this address as the administrator whose access the exporter shall use, and enter the code:

  ${verificationUrl}
  Code: ${userCode}
${direct}
Waiting; the code is good for ${Math.ceil((expiresMs - nowMs) / 60_000)} minutes. Ctrl-C stops.
`;
}

function describeTokens(
  { accessExpiryMs, refreshExpiryMs }: FreshTokens,
  { credentials, stateDir }: Job,
): string {
  const ends = [
    ...(accessExpiryMs === undefined ? [] : [`access token until ${dayAt(accessExpiryMs)}`]),
    ...(refreshExpiryMs === undefined ? [] : [`refresh token until ${dayAt(refreshExpiryMs)}`]),
  ];
  const next =
    credentials.refreshToken === undefined
      ? 'An exporter that uses this directory renews them by itself; one that is waiting for them goes on within seconds.'
      : 'Restart a running exporter to use them. WEBEX_REFRESH_TOKEN may be unset: they count without it.';
  return `Logged in: ${ends.join(', ')}.
The tokens are kept in ${stateDir}.
${next}
See \`webex-exporter check\` for what they open.
`;
}
