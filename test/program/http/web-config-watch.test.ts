import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWebAccess } from '../../../src/http/web-config/access.ts';
import type { TlsSettings } from '../../../src/http/web-config/tls-settings.ts';
import type { Logger } from '../../../src/log.ts';
import { createSteppedClock, type SteppedClock } from '../../support/stepped-clock.ts';
import { tlsText } from '../../support/certificates.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

const WEB_CONFIG = 'tls_server_config: { cert_file: tls.crt, key_file: tls.key }\n';

let folder: string;
let clock: SteppedClock;
let stop: AbortController;
let log: string[];
let certificates: unknown[];

beforeEach(() => {
  folder = createFolder();
  clock = createSteppedClock();
  stop = new AbortController();
  log = [];
  certificates = [];
});
afterEach(() => {
  stop.abort();
});

/** Follows the file `web.yml` until the test ends; gives what ends then. */
async function follow(): Promise<{ readonly ended: Promise<void> }> {
  const write =
    (level: string): Logger['info'] =>
    (message, fields) =>
      log.push(`${level} ${message} ${fields?.['error'] ?? ''}`.trim());
  const access = await openWebAccess({
    path: join(folder, 'web.yml'),
    clock,
    files: FILES,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    signal: stop.signal,
  });
  if ('problems' in access) throw new Error(access.problems.join('\n'));
  const ended = access.follow(({ context }: TlsSettings) => certificates.push(context.cert));
  await clock.whenAsleep();
  return { ended };
}

/** Lets the watch look once. */
async function look(): Promise<void> {
  await clock.step(5000);
}

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

const OLD = { 'tls.crt': tlsText('server.pem'), 'tls.key': tlsText('server.key') };
const NEW = { 'tls.crt': tlsText('server-renewed.pem'), 'tls.key': tlsText('server-renewed.key') };

describe('following the web configuration', () => {
  it('tells nothing while nothing changes, even when files are written anew', async () => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await follow();
    await look();
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await look();
    expect({ certificates, log }).toEqual({ certificates: [], log: [] });
  });

  it('takes a new certificate', async () => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await follow();
    put(NEW);
    await look();
    expect(certificates).toEqual([NEW['tls.crt']]);
    expect(log).toEqual(['info the web configuration has changed']);
    await look();
    expect(certificates).toHaveLength(1);
  });

  it("takes what Kubernetes swaps by its ..data link, without the files' own links changing", async () => {
    const version = (name: string, files: Readonly<Record<string, string>>): void => {
      mkdirSync(join(folder, name));
      put(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])));
      symlinkSync(name, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    version('..2026_1', { 'web.yml': WEB_CONFIG, ...OLD });
    for (const file of ['web.yml', 'tls.crt', 'tls.key']) symlinkSync(`..data/${file}`, join(folder, file));
    await follow();
    version('..2026_2', { 'web.yml': WEB_CONFIG, ...NEW });
    rmSync(join(folder, '..2026_1'), { recursive: true });
    await look();
    expect(certificates).toEqual([NEW['tls.crt']]);
  });

  it('says nothing of a change that is caught half done', async () => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await follow();
    put({ 'tls.crt': NEW['tls.crt'] });
    await look();
    put({ 'tls.key': NEW['tls.key'] });
    await look();
    expect(certificates).toEqual([NEW['tls.crt']]);
    expect(log).toEqual(['info the web configuration has changed']);
  });

  it.each([
    ['that is not YAML', { 'web.yml': 'a: [' }, /web\.yml: line 1: not YAML/],
    ['with an unknown key', { 'web.yml': `${WEB_CONFIG}foo: 1\n` }, /unknown key "foo"/],
    [
      'of 200,000 brackets',
      { 'web.yml': '['.repeat(200_000) },
      /web\.yml: line 1: the file is nested too deeply/,
    ],
    ['of three megabytes', { 'web.yml': 'a'.repeat(3_000_000) }, /web\.yml is larger than 2 MiB/],
    ['whose key does not fit', { 'tls.key': NEW['tls.key'] }, /certificate and key cannot be used/],
    ['without TLS', { 'web.yml': 'basic_auth_users: {}\n' }, /TLS can only be turned on or off by a restart/],
  ])('keeps the old version when there is a bad one %s, and says so once', async (_, bad, said) => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await follow();
    put(bad);
    for (let time = 0; time < 4; time++) await look();
    expect(certificates).toEqual([]);
    expect(log).toEqual([
      expect.stringMatching(/^error the new web configuration is bad, the old one stays /),
    ]);
    expect(log[0]).toMatch(said);

    put({ 'web.yml': WEB_CONFIG, ...NEW });
    await look();
    expect(certificates).toEqual([NEW['tls.crt']]);
    put({ 'web.yml': 'a: [' });
    await look();
    await look();
    expect(log.map((line) => line.split(' ')[0])).toEqual(['error', 'info', 'error']);
  });

  it('does not wait for a FIFO that nobody writes to', async () => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await follow();
    rmSync(join(folder, 'web.yml'));
    execFileSync('mkfifo', [join(folder, 'web.yml')]);
    await look();
    await look();
    expect(log).toEqual([expect.stringContaining('is no regular file')]);
  });

  it('says again what is bad after it was good for a while', async () => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await follow();
    for (const web of ['a: [', WEB_CONFIG, 'a: [']) {
      put({ 'web.yml': web });
      await look();
      await look();
    }
    expect(log).toHaveLength(2);
    expect(certificates).toEqual([]);
  });

  it('lives through files that are gone for a while', async () => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    await follow();
    rmSync(join(folder, 'tls.key'));
    await look();
    await look();
    rmSync(join(folder, 'web.yml'));
    await look();
    await look();
    expect(log).toEqual([
      expect.stringContaining('key_file cannot'),
      expect.stringContaining('there is no file'),
    ]);
    put({ 'web.yml': WEB_CONFIG, ...NEW });
    await look();
    expect(certificates).toEqual([NEW['tls.crt']]);
  });

  it('ends when it is told to stop', async () => {
    put({ 'web.yml': WEB_CONFIG, ...OLD });
    const { ended } = await follow();
    stop.abort();
    await expect(ended).resolves.toBeUndefined();
  });
});
