import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccountConfig } from '../../../src/config/account.ts';
import type { OAuthCredentials } from '../../../src/config/credentials.ts';
import { createOAuthTokens } from '../../../src/exporter/oauth-tokens.ts';
import { createRedactor, Secret } from '../../../src/secret.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createTokenFile } from '../../../src/state/token-file.ts';
import type { PerformExchange } from '../../../src/webex/exchange.ts';
import { FILES } from '../../support/files.ts';
import { createFolder } from '../../support/folder.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { createSimulatedWebex } from '../../support/simulated-webex.ts';

const { signal } = new AbortController();

/** The tokens of an account `default` at a simulated Webex. */
async function createTokens(
  credentials: Partial<OAuthCredentials>,
  { stateDir = createFolder(), exchange }: { stateDir?: string; exchange?: PerformExchange } = {},
) {
  const { clock, client } = createSimulatedWebex();
  const { log } = createLogRecorder();
  const redactor = createRedactor();
  const readSecret = async (path: string): Promise<Secret> => new Secret((await FILES.read(path)).trim());
  // oxlint-disable-next-line no-unsafe-type-assertion -- nothing else of an account is asked for
  const account = { name: 'default', apiUrl: client.apiUrl } as AccountConfig;
  const tokens = await createOAuthTokens(
    account,
    {
      kind: 'oauth',
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      refreshToken: undefined,
      refreshTokenPath: undefined,
      ...credentials,
    },
    {
      runtime: createFakeRuntime({ clock, stateFiles: FILES }),
      log,
      redactor,
      stateDir,
      exchange: exchange ?? client.exchange,
      readSecret,
    },
  );
  return { tokens, stateDir, redactor, log };
}

describe('the tokens of an account with refresh tokens', () => {
  it('are others once another refresh token is in its file', async () => {
    const path = join(createFolder(), 'refresh-token');
    writeFileSync(path, 'of nobody');
    const { tokens } = await createTokens({
      refreshToken: new Secret('of nobody'),
      refreshTokenPath: path,
    });
    expect(await tokens.hasChanged()).toBe(false);
    expect(await tokens.current(signal)).toMatchObject({ failure: { outcome: 'unauthorized' } });
    writeFileSync(path, `${SIMULATOR_CREDENTIALS.refreshToken}\n`);
    expect(await tokens.hasChanged()).toBe(true);
    expect(await tokens.current(signal)).toHaveProperty('token');
  });

  it.each([['the first'], ['another than the one before']])(
    'are those of a login while it runs, %s',
    async (which) => {
      const stateDir = createFolder();
      const { log } = createLogRecorder();
      const file = createTokenFile({
        account: 'default',
        directory: stateDir,
        redactor: createRedactor(),
        files: FILES,
        log,
      });
      const logIn = async (text: string): Promise<void> => {
        const refreshToken = new Secret(text);
        await file.write({ refreshToken }, refreshToken);
      };
      const isFirst = which === 'the first';
      if (!isFirst) await logIn('of a login that Webex has ended');
      const { tokens } = await createTokens({}, { stateDir });
      expect([tokens.isMissing(), await tokens.hasChanged()]).toEqual([isFirst, false]);
      await logIn(SIMULATOR_CREDENTIALS.refreshToken);
      expect(await tokens.hasChanged()).toBe(true);
      expect(await tokens.current(signal)).toHaveProperty('token');
    },
  );

  it('are those that another exporter on the same directory has renewed', async () => {
    const stateDir = createFolder();
    const refreshToken = new Secret('replaced by another exporter');
    const { tokens, redactor, log } = await createTokens({ refreshToken }, { stateDir });
    await createTokenFile({ account: 'default', directory: stateDir, redactor, files: FILES, log }).write(
      { refreshToken: new Secret(SIMULATOR_CREDENTIALS.refreshToken) },
      refreshToken,
    );
    expect(await tokens.hasChanged()).toBe(true);
    expect(await tokens.current(signal)).toHaveProperty('token');
  });

  it('are in no words, even if Webex repeats them', async () => {
    const refreshToken = new Secret('a-refresh-token-that-is-echoed');
    const { tokens } = await createTokens(
      { refreshToken },
      {
        exchange: (request) =>
          Promise.resolve({
            kind: 'answered',
            status: 503,
            body: JSON.stringify({ message: `cannot take ${request.body}` }),
            retryAfter: undefined,
            trackingId: undefined,
          }),
      },
    );
    const result = await tokens.current(signal);
    expect(result).toHaveProperty('failure.message', expect.stringContaining('cannot take'));
    expect(JSON.stringify(result)).not.toMatch(/a-refresh-token-that-is-echoed/);
  });
});
