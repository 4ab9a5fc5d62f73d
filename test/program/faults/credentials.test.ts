import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import {
  createInstallation,
  OAUTH,
  samplesOf,
  valueOf,
  type Installation,
} from '../../support/installation.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../support/time.ts';
import { otherSite, site } from '../../support/sites.ts';
import { createFolder } from '../../support/folder.ts';

const GOOD = SIMULATOR_CREDENTIALS.accessToken;
const UNAUTHORIZED = { kind: 'status', status: 401 } as const;

describe('a given token', () => {
  it('that is refused stops the account, which asks ever more rarely, and goes on when it is taken again', async () => {
    await using installation = await createInstallation({
      prepare: ({ faults }) => faults.set('all', UNAUTHORIZED),
    });
    const { clock, simulator, asked, log, firstOutcome, page, text } = installation;
    expect(await firstOutcome(site)).toBe('unauthorized');
    expect(await firstOutcome(otherSite)).toBe('unauthorized');
    const startMs = clock.now();
    await clock.advance(6 * HOUR_MS);
    // Both sites at the start, then after about 5, 10, 20, 40 minutes and once an hour.
    expect(asked.length).toBeGreaterThanOrEqual(9);
    expect(asked.length).toBeLessThanOrEqual(11);
    expect(log.filter(({ msg }) => msg === 'poll failed')).toHaveLength(1);
    expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual([0, 0]);
    const status = await text('/');
    expect(status).toContain('unauthorized');
    expect(status).toContain('set a new WEBEX_ACCESS_TOKEN');
    // Polls go on being made and counted, without a request.
    expect(valueOf(await page(), 'webex_poll_last_attempt_timestamp_seconds', { site })).toBeGreaterThan(
      (startMs + 5 * HOUR_MS) / 1000,
    );

    simulator.faults.clear('all');
    await clock.advance(HOUR_MS + MINUTE_MS);
    expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual([1, 1]);
    expect(log.filter(({ msg }) => String(msg).startsWith('the account goes on'))).toHaveLength(1);
  });
});

describe('a token file', () => {
  it('that is replaced counts for the next request', async () => {
    const path = join(createFolder(), 'token');
    writeFileSync(path, `${GOOD}\n`);
    await using installation = await createInstallation({ env: fromFile(path) });
    const { simulator, firstOutcome, nextOutcome, asked, log } = installation;
    await firstOutcome(site);
    const second = simulator.tokens.refresh(SIMULATOR_CREDENTIALS.refreshToken)?.access_token ?? '';
    writeFileSync(path, second);
    expect(await nextOutcome(site)).toBe('success');
    expect(asked.at(-1)?.authorization).toBe(`Bearer ${second}`);
    expect(log.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it.each([
    ['written over', (path: string) => writeFileSync(path, GOOD)],
    [
      'renamed over',
      (path: string) => {
        writeFileSync(`${path}.new`, GOOD);
        renameSync(`${path}.new`, path);
      },
    ],
  ])('with a refused token ends the pause within seconds when it is %s', async (_, replace) => {
    const path = join(createFolder(), 'token');
    writeFileSync(path, 'a-token-of-yesterday');
    await using installation = await createInstallation({ env: fromFile(path) });
    const { clock, asked, firstOutcome, nextOutcome } = installation;
    expect(await firstOutcome(site)).toBe('unauthorized');
    expect(await firstOutcome(otherSite)).toBe('unauthorized');
    await clock.advance(MINUTE_MS);
    const before = asked.length;
    replace(path);
    const changedMs = clock.now();
    expect(await nextOutcome(site)).toBe('success');
    expect(asked[before]?.atMs).toBeLessThanOrEqual(changedMs + 10 * SECOND_MS);
  });

  it('below a link that Kubernetes swaps counts like any other', async () => {
    const folder = createFolder();
    const publish = (version: string, token: string): void => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'token'), token);
      symlinkSync(version, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    publish('..2026_11_22', 'a-token-of-yesterday');
    symlinkSync(join('..data', 'token'), join(folder, 'token'));
    await using installation = await createInstallation({ env: fromFile(join(folder, 'token')) });
    const { clock, firstOutcome, nextOutcome } = installation;
    expect(await firstOutcome(site)).toBe('unauthorized');
    publish('..2026_11_23', GOOD);
    rmSync(join(folder, '..2026_11_22'), { recursive: true });
    const changedMs = clock.now();
    expect(await nextOutcome(site)).toBe('success');
    expect(clock.now() - changedMs).toBeLessThanOrEqual(10 * SECOND_MS);
  });

  it.each([
    ['is gone', (path: string) => rmSync(path), 'ENOENT'],
    ['is empty', (path: string) => writeFileSync(path, '\n'), 'is empty'],
    ['holds two lines', (path: string) => writeFileSync(path, 'one\ntwo'), 'more than a token'],
    [
      'is a FIFO to which nobody writes',
      (path: string) => {
        rmSync(path);
        execFileSync('mkfifo', [path]);
      },
      'no regular file',
    ],
    [
      'is a directory',
      (path: string) => {
        rmSync(path);
        mkdirSync(path);
      },
      'no regular file',
    ],
    [
      'is a device without an end',
      (path: string) => {
        rmSync(path);
        symlinkSync('/dev/zero', path);
      },
      'no regular file',
    ],
    ['is as large as a disk', (path: string) => truncateSync(path, 2 ** 40), 'larger than 2 MiB'],
  ])('that %s asks nobody and says so, until it is there', async (_, spoil, words) => {
    const path = join(createFolder(), 'token');
    writeFileSync(path, GOOD);
    await using installation = await createInstallation({ env: fromFile(path) });
    const { clock, asked, log, firstOutcome, nextOutcome } = installation;
    await firstOutcome(otherSite);
    await firstOutcome(site);
    spoil(path);
    const before = asked.length;
    expect(await nextOutcome(site)).toBe('unauthorized');
    expect(asked).toHaveLength(before);
    expect(log.find(({ msg }) => msg === 'poll failed')?.['problem']).toContain(words);
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, GOOD);
    const changedMs = clock.now();
    expect(await nextOutcome(site)).toBe('success');
    expect(clock.now() - changedMs).toBeLessThanOrEqual(10 * SECOND_MS);
  });
});

describe('the OAuth grant', () => {
  it('is made once for twelve polls that need a token, and once when all are refused', async () => {
    await using installation = await createInstallation({
      env: {
        ...OAUTH,
        WEBEX_SITES: 'acme.webex.com,acme-eu.webex.com,acme-apac.webex.com,acme-labs.webex.com',
        WEBEX_WINDOWS: '1d,7d,28d',
        WEBEX_POLL_CONCURRENCY: '12',
      },
      prepare({ faults }) {
        faults.set('token', { kind: 'delay', delayMs: 3000 });
        faults.set('all', { ...UNAUTHORIZED, times: 4 });
      },
    });
    const { clock, page } = installation;
    await clock.advance(2 * MINUTE_MS);
    expect(grantsOf(installation)).toHaveLength(2);
    expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual(
      Array(12).fill(1),
    );
  });

  it.each([
    ['rotates', { isRotating: true }],
    ['leaves the refresh token out', { isRefreshTokenOmitted: true }],
    ['gives the same one', {}],
  ])('that %s goes on for ever, at half the life of each token', async (_, settings) => {
    const lifeMs = 2 * HOUR_MS;
    await using installation = await createInstallation({
      env: OAUTH,
      tokens: { ...settings, accessLifetimeSeconds: lifeMs / SECOND_MS },
    });
    const { clock, simulator, page } = installation;
    await clock.advance(8 * HOUR_MS);
    const times = grantsOf(installation).map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThanOrEqual(7);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    // Two sites poll every ten minutes: the first poll after half the life renews.
    expect(gaps.filter((gapMs) => gapMs < lifeMs / 2 || gapMs > lifeMs / 2 + 10 * MINUTE_MS)).toEqual([]);
    expect(simulator.requests.log.filter(({ status }) => status !== 200)).toEqual([]);
    const shown = await page();
    expect(valueOf(shown, 'webex_access_token_expiry_timestamp_seconds', {})).toBeGreaterThan(
      clock.now() / 1000,
    );
    expect(valueOf(shown, 'webex_refresh_token_expiry_timestamp_seconds', {}) !== undefined).toBe(
      !('isRefreshTokenOmitted' in settings),
    );
  });

  it('saves the rotated tokens before it uses them', async () => {
    const stateDir = createFolder();
    const unsaved: string[] = [];
    await using installation = await createInstallation({
      env: { ...OAUTH, WEBEX_STATE_DIR: stateDir },
      tokens: { isRotating: true, accessLifetimeSeconds: 1800 },
      onAsk({ authorization }) {
        if (authorization === undefined) return;
        if (authorization !== `Bearer ${readTokenFile(stateDir).accessToken}`) unsaved.push(authorization);
      },
    });
    await installation.clock.advance(2 * HOUR_MS);
    expect(grantsOf(installation).length).toBeGreaterThan(5);
    expect(unsaved).toEqual([]);
  });

  it('is not made after a restart while the kept token lasts', async () => {
    await using installation = await createInstallation({
      env: { ...OAUTH, WEBEX_STATE_DIR: createFolder() },
      tokens: { isRotating: true },
    });
    const { clock, start, stop, nextOutcome } = installation;
    await clock.advance(MINUTE_MS);
    expect(await stop()).toBe(0);
    await start();
    expect(await nextOutcome(site)).toBe('success');
    expect(grantsOf(installation)).toHaveLength(1);
  });

  it('takes a newly configured refresh token rather than the kept one', async () => {
    const stateDir = createFolder();
    const env = { ...OAUTH, WEBEX_STATE_DIR: stateDir };
    await using installation = await createInstallation({ env, tokens: { isRotating: true } });
    const { clock, start, stop, nextOutcome } = installation;
    await clock.advance(MINUTE_MS);
    await stop();
    const anew = readTokenFile(stateDir).refreshToken;
    await start({ ...env, WEBEX_REFRESH_TOKEN: anew });
    expect(await nextOutcome(site)).toBe('success');
    expect(grantsOf(installation).map(({ refreshToken }) => refreshToken)).toEqual([
      SIMULATOR_CREDENTIALS.refreshToken,
      anew,
    ]);
  });

  it('that is under way at the end of the program is read and saved', async () => {
    const stateDir = createFolder();
    await using installation = await createInstallation({
      env: { ...OAUTH, WEBEX_STATE_DIR: stateDir },
      tokens: { isRotating: true },
      prepare: ({ faults }) => faults.set('token', { kind: 'drip', chunkBytes: 100, intervalMs: 1000 }),
    });
    const { clock, simulator, start, stop, nextOutcome, log } = installation;
    await clock.advance(1500);
    // The old refresh token is spent, the new one not yet here.
    expect(simulator.tokens.canRefresh(SIMULATOR_CREDENTIALS.refreshToken)).toBe(false);
    const stopped = stop();
    await clock.advance(10 * SECOND_MS);
    expect(await stopped).toBe(0);
    expect(simulator.tokens.canRefresh(readTokenFile(stateDir).refreshToken)).toBe(true);
    await start();
    expect(await nextOutcome(site)).toBe('success');
    expect(log.filter(({ outcome }) => outcome === 'unauthorized')).toEqual([]);
  });

  it('that hangs holds the end of the program for seconds only', async () => {
    await using installation = await createInstallation({
      env: OAUTH,
      prepare: ({ faults }) => faults.set('token', { kind: 'hang' }),
    });
    const { clock, stop } = installation;
    await clock.advance(SECOND_MS);
    const stopped = stop();
    await clock.advance(5 * SECOND_MS);
    expect(await stopped).toBe(0);
  });
});

describe('a refused grant', () => {
  it.each([
    [400, 'idbroker'],
    [401, 'webexapis'],
    [403, 'webexapis'],
  ] as const)(
    '(%i, %s) asks Webex hardly any more, says what to do, and goes on by itself',
    async (status, style) => {
      await using installation = await createInstallation({
        env: OAUTH,
        tokens: { refusal: { status, style } },
      });
      const { clock, simulator, asked, log, firstOutcome, page, text } = installation;
      expect(await firstOutcome(site)).toBe('unauthorized');
      await clock.advance(6 * HOUR_MS);
      expect(asked.every(({ method }) => method === 'POST')).toBe(true);
      expect(asked.length).toBeGreaterThanOrEqual(8);
      expect(asked.length).toBeLessThanOrEqual(11);
      const failed = log.filter(({ msg }) => msg === 'poll failed');
      expect(failed).toHaveLength(1);
      expect(failed[0]?.['problem']).toContain('does not accept the refresh token');
      const advice =
        'authorise the Integration again as its admin user, set the new WEBEX_REFRESH_TOKEN and restart';
      expect(failed[0]?.['advice']).toBe(advice);
      expect(await text('/')).toContain(advice);

      simulator.tokens.configure({ refusal: undefined });
      await clock.advance(HOUR_MS + MINUTE_MS);
      expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual([1, 1]);
    },
  );

  it('ends within seconds of a new refresh token in its file', async () => {
    const path = join(createFolder(), 'refresh-token');
    writeFileSync(path, 'revoked-last-week');
    await using installation = await createInstallation({
      env: { ...OAUTH, WEBEX_REFRESH_TOKEN: undefined, WEBEX_REFRESH_TOKEN_FILE: path },
    });
    const { clock, firstOutcome, nextOutcome, page } = installation;
    expect(await firstOutcome(site)).toBe('unauthorized');
    await clock.advance(30 * MINUTE_MS);
    // Another one that is no better is tried once.
    writeFileSync(path, 'revoked-yesterday');
    await clock.advance(30 * SECOND_MS);
    const tried = grantsOf(installation).filter(({ refreshToken }) => refreshToken === 'revoked-yesterday');
    expect(tried.length).toBeGreaterThanOrEqual(1);
    expect(tried.length).toBeLessThanOrEqual(2);
    writeFileSync(path, SIMULATOR_CREDENTIALS.refreshToken);
    const changedMs = clock.now();
    expect(await nextOutcome(site)).toBe('success');
    expect(clock.now() - changedMs).toBeLessThanOrEqual(10 * SECOND_MS);
    await clock.advance(10 * SECOND_MS);
    expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual([1, 1]);
  });

  it('ahead of expiry leaves the present token in use, is told, and is not made every minute', async () => {
    await using installation = await createInstallation({
      env: OAUTH,
      tokens: { accessLifetimeSeconds: 36_000 },
    });
    const { clock, simulator, log, firstOutcome, page } = installation;
    await firstOutcome(site);
    simulator.tokens.configure({ refusal: { status: 400, style: 'idbroker' } });
    await clock.advance(9.5 * HOUR_MS);
    expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual([1, 1]);
    const told = log.filter(({ msg }) => String(msg).startsWith('token refresh failed'));
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told.length).toBeLessThanOrEqual(12);
    expect(grantsOf(installation)).toHaveLength(1 + told.length);
    await clock.advance(HOUR_MS);
    expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual([0, 0]);
    expect(log.filter(({ outcome }) => outcome === 'unauthorized').length).toBeGreaterThan(0);
  });

  it('is not meant by a fault of the token endpoint', async () => {
    await using installation = await createInstallation({
      env: OAUTH,
      prepare: ({ faults }) => faults.set('token', { kind: 'status', status: 503 }),
    });
    const { simulator, firstOutcome, nextOutcome } = installation;
    expect(await firstOutcome(site)).toBe('server_error');
    simulator.faults.clear('token');
    expect(await nextOutcome(site)).toBe('success');
  });
});

describe('a pause of the account', () => {
  it('ends with a token that was renewed, though Webex then has a fault', async () => {
    await using installation = await createInstallation({
      env: OAUTH,
      prepare: ({ faults }) => faults.set('all', UNAUTHORIZED),
    });
    const { clock, simulator, firstOutcome, nextOutcome } = installation;
    expect(await firstOutcome(site)).toBe('unauthorized');
    expect(await firstOutcome(otherSite)).toBe('unauthorized');
    simulator.faults.set('all', { kind: 'status', status: 500 });
    await clock.advance(20 * MINUTE_MS);
    expect(await nextOutcome(site)).toBe('server_error');
    expect(await nextOutcome(otherSite)).toBe('server_error');
  });
});

function fromFile(path: string): Record<string, string | undefined> {
  return { WEBEX_ACCESS_TOKEN: undefined, WEBEX_ACCESS_TOKEN_FILE: path };
}

function grantsOf({
  asked,
}: Installation): { readonly atMs: number; readonly refreshToken: string | null }[] {
  return asked
    .filter(({ method }) => method === 'POST')
    .map(({ atMs, body }) => ({ atMs, refreshToken: new URLSearchParams(body).get('refresh_token') }));
}

const tokenFile = z.object({ value: z.record(z.string(), z.union([z.string(), z.number()])) });

function readTokenFile(stateDir: string): { readonly accessToken: string; readonly refreshToken: string } {
  const text = readFileSync(join(stateDir, 'tokens', 'default.json'), 'utf8');
  const { value } = tokenFile.parse(JSON.parse(text));
  return { accessToken: String(value['access_token']), refreshToken: String(value['refresh_token']) };
}
