import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listenSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startProcess, type RunningProcess } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';
import { createInstallation, OAUTH, samplesOf } from '../../support/installation.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { HOUR_MS } from '../../support/time.ts';
import { site } from '../../support/sites.ts';
import { createFolder } from '../../support/folder.ts';

const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** A mount namespace of its own, where a test can mount what it likes; as root in a name space of users elsewhere. */
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-rm'];
const canMount = runs([...UNSHARE, 'mount', '-t', 'tmpfs', 'none', '/mnt']);

/** Another user, who can run the program but owns nothing. */
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const canBeNobody = runs([...NOBODY, process.execPath, main, '--version']);

describe('a state directory that cannot be', () => {
  it.each([
    ['because it lies below a file', join(createFile(), 'state')],
    ['because it is a file', createFile()],
    ['because the system makes no folders there', '/proc/self/webex-exporter/state'],
  ])('%s costs no figures, and is told once', async (_, stateDir) => {
    await using installation = await createInstallation({
      env: { ...OAUTH, WEBEX_STATE_DIR: stateDir },
      tokens: { accessLifetimeSeconds: 5000, isRotating: true },
    });
    const { clock, log, page, text, stop } = installation;
    await clock.advance(3 * HOUR_MS);
    expect(samplesOf(await page(), 'webex_poll_success', {}).map(({ value }) => value)).toEqual([1, 1]);
    expect(await text('/-/ready')).toBe('ready\n');
    const errors = log.filter(({ level }) => level === 'error').map(({ msg }) => String(msg));
    expect(errors[0]).toContain('give WEBEX_STATE_DIR a folder that this user can write');
    expect(errors.filter((msg) => msg.startsWith('state cannot be saved'))).toHaveLength(1);
    // Each lost token may be the last one that Webex gives without a person.
    expect(errors.filter((msg) => msg.startsWith('refreshed tokens cannot be saved')).length).toBeGreaterThan(
      2,
    );
    expect(await stop()).toBe(0);
  });
});

describe.skipIf(!canMount)('a disk', () => {
  it('that is full costs no figures and no file, and is written again once it has room', async () => {
    await using disk = await startOnDisk('size=8k,mode=755');
    const { program, mount, readSites } = disk;
    const line = await program.waitForLine(/state cannot be saved/);
    expect(line).toContain('ENOSPC');
    await disk.morePolls();
    expect(errorsOf(program)).toHaveLength(1);
    await disk.expectFigures();
    // What did fit before is whole, and nothing half-written takes its room.
    // A look may fall into an attempt, whose file is there until it has failed.
    await expect.poll(() => Object.keys(readSites()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const kept = Object.entries(readSites()).filter(([name]) => name.endsWith('.json'));
    for (const [, text] of kept) expect(JSON.parse(text)).toHaveProperty('version', 2);

    mount('-o', 'remount,size=4m');
    await program.waitForLine(/state directory can be written again/);
    expect(Object.keys(readSites()).filter((name) => name.endsWith('.json'))).toHaveLength(4);
    expect(await program.stop()).toBe(0);
  });

  it('that becomes read-only costs no figures, and is written again once it can be', async () => {
    await using disk = await startOnDisk('size=4m,mode=755');
    const { program, mount, readSites } = disk;
    await disk.morePolls();
    mount('-o', 'remount,ro');
    expect(await program.waitForLine(/state cannot be saved/)).toContain('EROFS');
    const before = readSites();
    await disk.morePolls();
    await disk.expectFigures();
    expect(readSites()).toEqual(before);
    expect(errorsOf(program)).toHaveLength(1);
    mount('-o', 'remount,rw');
    await program.waitForLine(/state directory can be written again/);
    expect(readSites()).not.toEqual(before);
    expect(await program.stop()).toBe(0);
  });
});

describe.skipIf(!canBeNobody)('a state directory of another user', () => {
  it('costs no figures and says so', async () => {
    await using webex = await startWebex();
    const stateDir = createFolder();
    mkdirSync(join(stateDir, 'sites'));
    await using program = await start([...NOBODY], { ...webex.env, WEBEX_STATE_DIR: stateDir });
    expect(await program.waitForLine(/state cannot be saved/)).toContain('EACCES');
    await webex.expectFigures(await urlOf(program));
    expect(readdirSync(join(stateDir, 'sites'))).toEqual([]);
    expect(await program.stop()).toBe(0);
  });
});

interface Disk extends AsyncDisposable {
  readonly program: RunningProcess;
  /** Runs `mount` on the disk, inside the program's name space. */
  readonly mount: (...args: readonly string[]) => void;
  /** The files of the sites by name. */
  readonly readSites: () => Readonly<Record<string, string>>;
  /** Resolves when a dozen more polls were made. */
  readonly morePolls: () => Promise<void>;
  readonly expectFigures: () => Promise<void>;
}

/** The program, which polls four sites once a second, with its state on a small disk of its own. */
async function startOnDisk(options: string): Promise<Disk> {
  const webex = await startWebex();
  const stateDir = createFolder();
  const script = `mount -t tmpfs -o ${options} none "${stateDir}" && exec "$0" "$@"`;
  const program = await start([...UNSHARE, 'sh', '-c', script], { ...webex.env, WEBEX_STATE_DIR: stateDir });
  const url = await urlOf(program);
  const inside = join('/proc', String(program.pid), 'root', stateDir, 'sites');
  return {
    program,
    mount(...args) {
      const enter = ['-t', String(program.pid), ...(process.getuid?.() === 0 ? [] : ['-U']), '-m'];
      for (;;) {
        const { status, stderr } = spawnSync('nsenter', [...enter, 'mount', ...args, stateDir]);
        if (status === 0) return;
        // The program may be about to write.
        if (!String(stderr).includes('busy')) throw new Error(`mount: ${String(stderr)}`);
      }
    },
    readSites: () =>
      Object.fromEntries(readdirSync(inside).map((name) => [name, readFileSync(join(inside, name), 'utf8')])),
    async morePolls() {
      const enough = webex.requests() + 12;
      while (webex.requests() < enough) await (await fetch(`${url}/-/healthy`)).text();
    },
    expectFigures: () => webex.expectFigures(url),
    async [Symbol.asyncDispose]() {
      await program.stop();
      await webex[Symbol.asyncDispose]();
    },
  };
}

interface RunningWebex extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  readonly requests: () => number;
  /** The page of the exporter has figures of its first site, and its newest poll succeeded. */
  readonly expectFigures: (url: string) => Promise<void>;
}

async function startWebex(): Promise<RunningWebex> {
  const simulator = createSimulator({ now: Date.now });
  const server = await listenSimulator(simulator);
  return {
    env: {
      WEBEX_SITES: simulator.sites.join(','),
      WEBEX_WINDOWS: '1d',
      WEBEX_POLL_INTERVAL: '1s',
      WEBEX_REQUESTS_PER_MINUTE: '10000',
      WEBEX_ANALYTICS_URL: server.url,
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
    },
    requests: () => simulator.requests.total,
    async expectFigures(url) {
      const response = await fetch(`${url}/metrics`);
      expect(response.status).toBe(200);
      const page = parseExposition(await response.text());
      expect(samplesOf(page, 'webex_meetings', { site })[0]?.value).toBeGreaterThan(0);
      expect(samplesOf(page, 'webex_poll_success', { site })[0]?.value).toBe(1);
      expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function start(prefix: readonly string[], env: Readonly<Record<string, string>>): Promise<RunningProcess> {
  const [command, ...args] = [...prefix, process.execPath, main, '--web.listen-address=127.0.0.1:0'];
  return startProcess(command, args, { env });
}

function errorsOf({ stderr }: RunningProcess): string[] {
  return stderr.filter((line) => line.includes('level=error'));
}

function runs([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function createFile(): string {
  const path = join(createFolder(), 'file');
  writeFileSync(path, '');
  return path;
}
