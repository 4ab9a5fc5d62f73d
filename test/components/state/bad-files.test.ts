import { spawnSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { mountHung } from '../../support/components/hung-mount.ts';
import { startProcess, type RunningProcess } from '../../support/components/process.ts';
import { createFolder } from '../../support/folder.ts';
import { urlOf } from '../../support/listening.ts';
import { startWebex } from '../end-to-end/webex.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const SITES = { WEBEX_SITES: 'acme.webex.com', WEBEX_WINDOWS: '1d' };

/** A folder in which nothing answers until the test ends. */
function createHungFolder(): string {
  const folder = createFolder();
  const mount = mountHung(folder);
  if (mount === undefined) throw new Error('nothing can be mounted');
  onTestFinished(mount.release);
  return folder;
}

type Named = readonly [name: string, use: Use];
type Use = (folder: string) => readonly [args: readonly string[], env: Readonly<Record<string, string>>];

/** What is named where, and how it gets there. */
const NAMED: readonly Named[] = [
  ['--config.file', (folder) => [[`--config.file=${folder}/config.yaml`], {}]],
  ['web.yml', (folder) => [[`--web.config.file=${folder}/web.yml`], {}]],
  ['WEBEX_ACCESS_TOKEN', (folder) => [[], { WEBEX_ACCESS_TOKEN_FILE: `${folder}/token` }]],
];

function start(
  node: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunningProcess> {
  const token = 'WEBEX_ACCESS_TOKEN_FILE' in env ? {} : { WEBEX_ACCESS_TOKEN: 'some-token-of-a-test' };
  return startProcess(node, [MAIN, '--web.listen-address=127.0.0.1:0', ...args], {
    env: { ...SITES, ...token, ...env },
  });
}

/** Lets a path lead elsewhere in one step, as Kubernetes does. */
function lead(path: string, target: string): void {
  rmSync(`${path}.new`, { force: true });
  symlinkSync(target, `${path}.new`);
  renameSync(`${path}.new`, path);
}

function canMount(): boolean {
  const mount = mountHung('/mnt');
  mount?.release();
  return mount !== undefined;
}

describe('a FIFO', () => {
  const mkfifo = (path: string): void => void spawnSync('mkfifo', [path]);

  it.each(NAMED)('is said at the start where %s should be, with exit code 2', async (name, use) => {
    const folder = createFolder();
    for (const file of ['config.yaml', 'web.yml', 'token']) mkfifo(join(folder, file));
    await using program = await start(process.execPath, ...use(folder));
    expect(await program.exited).toBe(2);
    expect(program.stderr.filter((line) => line.includes(name)).join('\n')).toContain('no regular file');
  });

  it('is no new configuration: the old one stays, and the log says why', async () => {
    const config = join(createFolder(), 'config.yaml');
    writeFileSync(config, 'poll_interval: 30s\n');
    await using program = await start(
      process.execPath,
      [`--config.file=${config}`, '--web.enable-lifecycle'],
      {},
    );
    const url = await urlOf(program);
    rmSync(config);
    mkfifo(config);
    const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain(`--config.file: ${config} is no regular file`);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('webex_poll_interval_seconds{');
    expect(await program.stop()).toBe(0);
  });
});

describe.skipIf(!canMount())('a mount that never answers', () => {
  describeWith(['node-24'], 'with the Node of the image', ({ 'node-24': node }) => {
    const certificates: Named = ['SSL_CERT_DIR', (folder) => [[], { SSL_CERT_DIR: folder }]];
    it.each([...NAMED, certificates])(
      'is said at the start where %s is there, with exit code 2',
      async (name, use) => {
        await using program = await start(node, ...use(createHungFolder()));
        expect(await program.exited).toBe(2);
        const said = program.stderr.filter((line) => line.includes(name));
        expect(said.join('\n')).toMatch(/answer within 5 s/);
      },
    );

    it('costs neither figures nor pages nor the stop, whatever file comes to lie there', async () => {
      await using webex = await startWebex();
      const { WEBEX_ACCESS_TOKEN: token = '', ...urls } = webex.env;
      const files = createFolder();
      const [config, tokenFile] = [join(files, 'config.yaml'), join(files, 'token')];
      writeFileSync(`${config}.good`, 'poll_interval: 5s\npoll_timeout: 5s\n');
      writeFileSync(`${tokenFile}.good`, token);
      lead(config, `${config}.good`);
      lead(tokenFile, `${tokenFile}.good`);
      await using program = await start(node, [`--config.file=${config}`, '--web.enable-lifecycle'], {
        ...urls,
        WEBEX_ACCESS_TOKEN_FILE: tokenFile,
        WEBEX_STATE_DIR: join(createHungFolder(), 'state'),
      });
      const url = await urlOf(program);
      await program.waitForLine(/first figures/);

      const hung = createHungFolder();
      lead(config, join(hung, 'config.yaml'));
      lead(tokenFile, join(hung, 'token'));
      const reload = fetch(`${url}/-/reload`, { method: 'POST' });
      await program.waitForLine(/poll failed.*token/);
      for (const path of ['/metrics', '/', '/-/healthy', '/-/ready', '/api/v1/status']) {
        const answer = await fetch(`${url}${path}`, { headers: { 'accept-encoding': 'gzip' } });
        expect([path, answer.status]).toEqual([path, 200]);
        await answer.arrayBuffer();
      }
      const refused = await reload;
      expect([refused.status, await refused.text()]).toEqual([500, expect.stringContaining('--config.file')]);
      expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^webex_meetings\{site="acme/m);
      expect(await program.stop()).toBe(0);
    });
  });
});
