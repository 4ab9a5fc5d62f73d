import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listenSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startExporter, startProcess } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';
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

describe('a program that is started again', () => {
  it.each([
    ['at once', 0],
    ['soon after', 2 * MINUTE_MS],
    // No poll is due before half of the first interval is over.
    ['just before the next poll can be due', 4 * MINUTE_MS - SECOND_MS],
  ])('%s shows its figures with their true age, is ready, and asks when it would have', async (_, downMs) => {
    const stateDir = createFolder();
    await using installation = await createInstallation({ env: { WEBEX_STATE_DIR: stateDir } });
    const { clock, asked, start, stop, page, text, nextOutcome } = installation;
    await clock.advance(MINUTE_MS);
    const before = figuresOf(await page());
    const kept = readFileSync(join(stateDir, 'sites', `${site}.json`), 'utf8');
    const dueMs = Number(/"nextPollMs":(\d+)/.exec(kept)?.[1]);
    await stop();
    const askedBefore = asked.length;
    await clock.advance(downMs);
    await start();
    expect(figuresOf(await page())).toEqual(before);
    expect(await text('/-/ready')).toBe('ready\n');
    expect(asked).toHaveLength(askedBefore);
    await nextOutcome(site);
    const first = asked.slice(askedBefore).find(({ url }) => url.searchParams.get('siteUrl') === site);
    expect(first?.atMs).toBeGreaterThanOrEqual(dueMs);
    expect(first?.atMs).toBeLessThanOrEqual(dueMs + SECOND_MS);
  });

  it('after the interval asks at once, and shows what it has until there is an answer', async () => {
    await using installation = await createInstallation({ env: { WEBEX_STATE_DIR: createFolder() } });
    const { clock, simulator, asked, start, stop, page } = installation;
    await clock.advance(MINUTE_MS);
    const before = figuresOf(await page());
    await stop();
    const askedBefore = asked.length;
    await clock.advance(9 * HOUR_MS);
    simulator.faults.set('all', { kind: 'delay', delayMs: 10_000 });
    await start();
    await clock.advance(SECOND_MS);
    expect(asked).toHaveLength(askedBefore + 2);
    expect(figuresOf(await page())).toEqual(before);
    await clock.advance(20 * SECOND_MS);
    expect(figuresOf(await page())).not.toEqual(before);
  });

  it('after the figures went stale shows none, and still when they came', async () => {
    await using installation = await createInstallation({
      env: { WEBEX_STATE_DIR: createFolder(), WEBEX_STALE_AFTER: '2h' },
    });
    const { clock, simulator, start, stop, page } = installation;
    await clock.advance(MINUTE_MS);
    await stop();
    await clock.advance(2 * HOUR_MS);
    simulator.faults.set('all', { kind: 'hang' });
    await start();
    await clock.advance(SECOND_MS);
    const shown = await page();
    expect(valueOf(shown, 'webex_meetings', { site })).toBeUndefined();
    expect(valueOf(shown, 'webex_poll_last_success_timestamp_seconds', { site })).toBeGreaterThan(0);
    expect(valueOf(shown, 'webex_poll_success', { site })).toBe(1);
  });

  it('keeps a poll that landed in the moment of the stop', async () => {
    await using installation = await createInstallation({ env: { WEBEX_STATE_DIR: createFolder() } });
    const { start, stop, page, firstOutcome } = installation;
    await firstOutcome(site);
    await firstOutcome(otherSite);
    const before = figuresOf(await page());
    expect(await stop()).toBe(0);
    await start();
    expect(figuresOf(await page())).toEqual(before);
  });

  it('with a torn file shows the other site, and asks for this one at once', async () => {
    const stateDir = createFolder();
    await using installation = await createInstallation({ env: { WEBEX_STATE_DIR: stateDir } });
    const { clock, asked, log, start, stop, page } = installation;
    await clock.advance(MINUTE_MS);
    await stop();
    const path = join(stateDir, 'sites', `${site}.json`);
    writeFileSync(path, readFileSync(path).subarray(0, 100));
    const askedBefore = asked.length;
    await start();
    await clock.advance(SECOND_MS);
    const shown = await page();
    expect(valueOf(shown, 'webex_meetings', { site })).toBeGreaterThan(0);
    expect(valueOf(shown, 'webex_meetings', { site: otherSite })).toBeGreaterThan(0);
    expect(asked.slice(askedBefore).map(({ url }) => url.searchParams.get('siteUrl'))).toEqual([site]);
    const line = log.find(({ msg }) => String(msg).startsWith('a state file cannot be used'));
    expect(line).toMatchObject({ level: 'warn', file: path, kept_as: `${path}.unusable` });
  });
});

describe('the real program', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'after %s serves its figures at once and asks for nothing',
    async (signal) => {
      await using webex = await startWebex();
      const env = { ...webex.env, WEBEX_STATE_DIR: join(createFolder(), 'state') };
      await using first = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
      const firstUrl = await urlOf(first);
      await first.waitForLine(/first figures.*acme\.webex/);
      await first.waitForLine(/first figures.*acme-eu/);
      const before = ownLines(await (await fetch(`${firstUrl}/metrics`)).text());
      const files = [`${site}.json`, `${otherSite}.json`];
      // Killed, it has no time to save what is not saved.
      while (!files.every((name) => listFiles(env.WEBEX_STATE_DIR).includes(join('sites', name))))
        await (await fetch(`${firstUrl}/-/healthy`)).text();
      await first.stop(signal);
      const asked = webex.simulator.requests.total;

      await using second = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
      const url = await urlOf(second);
      expect(ownLines(await (await fetch(`${url}/metrics`)).text())).toEqual(before);
      expect((await fetch(`${url}/-/ready`)).status).toBe(200);
      expect(await second.stop()).toBe(0);
      expect(webex.simulator.requests.total).toBe(asked);
    },
  );

  it('asks again at its place in the interval, half an interval after the last answer at the soonest', async () => {
    await using webex = await startWebex();
    const intervalMs = 3000;
    const env = { ...webex.env, WEBEX_STATE_DIR: createFolder(), WEBEX_POLL_INTERVAL: '3s' };
    await using first = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
    await first.waitForLine(/first figures.*acme\.webex/);
    await first.waitForLine(/first figures.*acme-eu/);
    await first.stop();
    const before = webex.simulator.requests.total;
    await using second = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
    await second.waitForLine(/first figures.*acme\.webex/);
    await second.stop();
    const times = webex.simulator.requests.log
      .filter(({ siteUrl }) => siteUrl === site)
      .map(({ atMs }) => atMs);
    expect(webex.simulator.requests.total).toBeGreaterThan(before);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(intervalMs / 2 - 50);
  });

  it('lets nobody else see its state, whatever the umask and the folder were', async () => {
    await using webex = await startWebex();
    const stateDir = createFolder();
    const main = new URL('../../../dist/main.js', import.meta.url).pathname;
    await using program = await startProcess(
      'sh',
      [
        '-c',
        'umask 000; chmod 755 "$2"; exec "$0" "$1" --web.listen-address=127.0.0.1:0',
        process.execPath,
        main,
        stateDir,
      ],
      { env: { ...webex.oauth, WEBEX_STATE_DIR: stateDir } },
    );
    await program.waitForLine(/first figures.*acme\.webex/);
    await program.waitForLine(/first figures.*acme-eu/);
    await program.stop();
    const files = listFiles(stateDir);
    expect(files).toEqual([
      'exporter.json',
      'sites/acme-eu.webex.com.json',
      'sites/acme.webex.com.json',
      'tokens/default.json',
    ]);
    expect(modeOf(stateDir)).toBe(0o700);
    expect(['sites', 'tokens'].map((name) => modeOf(join(stateDir, name)))).toEqual([0o700, 0o700]);
    expect(files.map((name) => modeOf(join(stateDir, name)))).toEqual(files.map(() => 0o600));
    // No secret but in the one file that is for them.
    const sites = files
      .filter((name) => name.startsWith('sites'))
      .map((name) => readFileSync(join(stateDir, name), 'utf8'));
    const tokens: unknown = JSON.parse(readFileSync(join(stateDir, 'tokens', 'default.json'), 'utf8'));
    for (const secret of JSON.stringify(tokens).match(/[\w-]{20,}/g) ?? []) {
      expect(sites.join('')).not.toContain(secret);
    }
  });
});

interface RunningWebex extends AsyncDisposable {
  readonly simulator: ReturnType<typeof createSimulator>;
  readonly env: Readonly<Record<string, string>>;
  readonly oauth: Readonly<Record<string, string>>;
}

async function startWebex(): Promise<RunningWebex> {
  const simulator = createSimulator({ now: Date.now });
  const server = await listenSimulator(simulator);
  const common = {
    WEBEX_SITES: `${site},${otherSite}`,
    WEBEX_WINDOWS: '1d',
    WEBEX_ANALYTICS_URL: server.url,
    WEBEX_API_URL: server.url,
  };
  return {
    simulator,
    env: { ...common, WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken },
    oauth: {
      ...common,
      WEBEX_CLIENT_ID: OAUTH.WEBEX_CLIENT_ID,
      WEBEX_CLIENT_SECRET: OAUTH.WEBEX_CLIENT_SECRET,
      WEBEX_REFRESH_TOKEN: OAUTH.WEBEX_REFRESH_TOKEN,
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** What the page says of Webex, without the counters of this start. */
function ownLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^webex_(?:meeting|window|poll_success|poll_last|poll_duration)/.test(line));
}

function figuresOf(page: Awaited<ReturnType<Installation['page']>>): string[] {
  return [...page.keys()]
    .filter((name) => /^webex_(?:meeting|window|poll_success|poll_last)/.test(name))
    .flatMap((name) => samplesOf(page, name, {}))
    .map((sample) => JSON.stringify(sample));
}

function listFiles(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
        .toSorted()
    : [];
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}
