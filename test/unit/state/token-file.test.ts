import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRedactor, Secret } from '../../../src/secret.ts';
import { createTokenFile, type TokenFile } from '../../../src/state/token-file.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

let stateDir = '';
beforeEach(() => {
  stateDir = createFolder();
});

const { log } = createLogRecorder();
const redactor = createRedactor();

function createFile(): TokenFile {
  return createTokenFile({ account: 'default', directory: stateDir, redactor, files: FILES, log });
}

/** What `webex-exporter login` does in another process. */
async function logIn(refreshToken: string): Promise<void> {
  const secret = new Secret(refreshToken);
  await createFile().write({ refreshToken: secret }, secret);
}

describe('the login that a token file knows', () => {
  it('is none before the first one', async () => {
    expect(await createFile().readLogin()).toBeUndefined();
  });

  it('stays the same while its refresh token rotates, and changes with another login', async () => {
    const file = createFile();
    await logIn('first');
    const first = await file.readLogin();
    expect(first?.reveal()).toBe('first');
    await file.save({ refreshToken: new Secret('rotated') }, first ?? new Secret(''));
    expect((await file.readLogin())?.reveal()).toBe('first');
    await logIn('second');
    expect((await file.readLogin())?.reveal()).toBe('second');
    expect((await file.readLogin())?.reveal()).toBe('second');
  });

  it('hides what it has read', async () => {
    await logIn('a-token-nobody-should-see');
    await createFile().readLogin();
    expect(redactor.redact('a-token-nobody-should-see')).toBe('<redacted>');
  });
});

describe('kept tokens', () => {
  it('that cannot be saved are told of once each, and that they can be again', async () => {
    const { log, entries } = createLogRecorder();
    const file = createTokenFile({ account: 'default', directory: stateDir, redactor, files: FILES, log });
    const rotated = { refreshToken: new Secret('rotated') };
    const save = (tokens = rotated): Promise<boolean> => file.save(tokens, new Secret('configured'));
    const inTheWay = join(stateDir, 'tokens');
    writeFileSync(inTheWay, '');
    expect([await save({ ...rotated }), await save(), await save()]).toEqual([false, false, false]);
    rmSync(inTheWay);
    expect([await save(), await save()]).toEqual([true, true]);
    expect(entries.map(({ level }) => level)).toEqual(['error', 'error', 'info']);
  });

  it('count for the configured refresh token they descend from, or for none', async () => {
    const file = createFile();
    await file.save({ refreshToken: new Secret('rotated') }, new Secret('configured'));
    const read = async (configured: Secret | undefined): Promise<string | undefined> =>
      (await createFile().read(configured))?.refreshToken.reveal();
    expect(await read(new Secret('configured'))).toBe('rotated');
    expect(await read(undefined)).toBe('rotated');
    expect(await read(new Secret('another'))).toBeUndefined();
  });
});
