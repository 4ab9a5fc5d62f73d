import { beforeEach, describe, expect, it } from 'vitest';
import { createTokenKeeper, type TokenKeeper } from '../../../src/exporter/token-keeper.ts';
import { createRedactor, Secret } from '../../../src/secret.ts';
import { createTokenFile } from '../../../src/state/token-file.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

let stateDir = '';
beforeEach(() => {
  stateDir = createFolder();
});

const { log } = createLogRecorder();
const redactor = createRedactor();

function createKeeper(): TokenKeeper {
  return createTokenKeeper({
    account: 'default',
    stateDir,
    redactor,
    files: FILES,
    log,
  });
}

/** What `webex-exporter login` does in another process. */
async function logIn(refreshToken: string): Promise<void> {
  const secret = new Secret(refreshToken);
  await createTokenFile('default', { directory: stateDir, files: FILES, log }).write(
    { refreshToken: secret },
    secret,
  );
}

describe('the login that a token keeper knows', () => {
  it('is none before the first one', async () => {
    expect(await createKeeper().readLogin()).toBeUndefined();
  });

  it('stays the same while its refresh token rotates, and changes with another login', async () => {
    const keeper = createKeeper();
    await logIn('first');
    const first = await keeper.readLogin();
    expect(first?.reveal()).toBe('first');
    await keeper.save({ refreshToken: new Secret('rotated') }, first ?? new Secret(''));
    expect((await keeper.readLogin())?.reveal()).toBe('first');
    await logIn('second');
    expect((await keeper.readLogin())?.reveal()).toBe('second');
    expect((await keeper.readLogin())?.reveal()).toBe('second');
  });

  it('hides what it has read', async () => {
    await logIn('a-token-nobody-should-see');
    await createKeeper().readLogin();
    expect(redactor.redact('a-token-nobody-should-see')).toBe('<redacted>');
  });
});

describe('kept tokens', () => {
  it('count for the configured refresh token they descend from, or for none', async () => {
    const keeper = createKeeper();
    await keeper.save({ refreshToken: new Secret('rotated') }, new Secret('configured'));
    const read = async (configured: Secret | undefined): Promise<string | undefined> =>
      (await createKeeper().read(configured))?.refreshToken.reveal();
    expect(await read(new Secret('configured'))).toBe('rotated');
    expect(await read(undefined)).toBe('rotated');
    expect(await read(new Secret('another'))).toBeUndefined();
  });
});
