import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';
import { runCommandLine, startWebex, type ListeningWebex } from './webex.ts';
import { createFolder } from '../../support/folder.ts';

let stateDir = '';
beforeEach(() => {
  stateDir = createFolder();
});

/** What a person does in the browser. */
async function decide(
  login: RunningProcess,
  webex: ListeningWebex,
  decision: 'approve' | 'deny',
): Promise<void> {
  const userCode = /\d{6}/.exec(await login.waitForLine(/Code: \d{6}/))?.[0] ?? '';
  const page = await (await fetch(`${webex.url}/simulator/device?userCode=${userCode}`)).text();
  expect(page).toContain(`value="${userCode}"`);
  const response = await fetch(`${webex.url}/simulator/device`, {
    method: 'POST',
    body: new URLSearchParams({ userCode, decision }),
  });
  expect(response.status).toBe(200);
}

async function logIn(webex: ListeningWebex, env: Readonly<Record<string, string>>): Promise<string> {
  await using login = await startExporter(['login'], {
    ...webex.clientEnv,
    WEBEX_STATE_DIR: stateDir,
    ...env,
  });
  await decide(login, webex, 'approve');
  expect(await login.exited).toBe(0);
  return [...login.stdout, ...login.stderr].join('\n');
}

const tokenPath = (): string => join(stateDir, 'tokens', 'default.json');

async function keptTokens(): Promise<readonly string[]> {
  const text = await readFile(tokenPath(), 'utf8');
  return [...text.matchAll(/"(?:access|refresh)_token":"([^"]+)"/g)].map(([, token = '']) => token);
}

describe('webex-exporter login', () => {
  it('keeps tokens on which check and the exporter run without a refresh token in the configuration', async () => {
    await using webex = await startWebex();
    const shown = await logIn(webex, {});
    expect(shown).toContain(`${webex.url}/simulator/device?userCode=`);
    const tokens = await keptTokens();
    expect(tokens).toHaveLength(2);
    for (const secret of [...tokens, SIMULATOR_CREDENTIALS.clientSecret]) expect(shown).not.toContain(secret);
    expect((await stat(tokenPath())).mode & 0o777).toBe(0o600);

    const env = { ...webex.clientEnv, WEBEX_STATE_DIR: stateDir, WEBEX_SITES: 'acme.webex.com' };
    const { code, stdout } = await runCommandLine(['check'], env);
    expect(stdout).toMatch(/✓ token +accepted, until .*; refresh token until /);
    expect(code).toBe(0);
    await using exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
    await waitForSuccess(await urlOf(exporter));
    // The kept access token is used; nothing had to be renewed.
    expect(webex.simulator.requests.log.filter(({ endpoint }) => endpoint === 'token')).toEqual([]);
  });

  it('brings an exporter to life that waits for it', async () => {
    await using webex = await startWebex();
    const env = {
      ...webex.clientEnv,
      WEBEX_STATE_DIR: stateDir,
      WEBEX_SITES: 'acme.webex.com',
      WEBEX_POLL_INTERVAL: '1s',
    };
    await using exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
    await exporter.waitForLine(/webex-exporter login/);
    const url = await urlOf(exporter);
    const waiting = await fetch(`${url}/-/ready`);
    expect(waiting.status).toBe(503);
    expect(await waiting.text()).toContain('tokens of account default: run `webex-exporter login`');
    expect(await logIn(webex, {})).toContain('goes on within seconds');
    await waitForSuccess(url);
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
  });

  it('counts beside a configured refresh token until another one is configured', async () => {
    await using webex = await startWebex();
    const configured = { WEBEX_REFRESH_TOKEN: 'worn-out', WEBEX_SITES: 'acme.webex.com' };
    expect(await logIn(webex, configured)).toContain('Restart');
    const env = { ...webex.clientEnv, WEBEX_STATE_DIR: stateDir, ...configured };
    expect((await runCommandLine(['check'], env)).code).toBe(0);
    expect((await runCommandLine(['check'], { ...env, WEBEX_REFRESH_TOKEN: 'another-token' })).code).toBe(1);
  });

  it('keeps nothing when the person declines, and exits 1', async () => {
    await using webex = await startWebex();
    await using login = await startExporter(['login'], { ...webex.clientEnv, WEBEX_STATE_DIR: stateDir });
    await decide(login, webex, 'deny');
    expect(await login.exited).toBe(1);
    expect(login.stderr.join('\n')).toContain('denied in the browser');
    await expect(stat(tokenPath())).rejects.toThrow('ENOENT');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s in one line, and changes nothing', async (signal) => {
    await using webex = await startWebex();
    await using login = await startExporter(['login'], { ...webex.clientEnv, WEBEX_STATE_DIR: stateDir });
    await login.waitForLine(/Code: /);
    expect(await login.stop(signal)).toBe(1);
    expect(login.stderr).toEqual(['webex-exporter: interrupted; nothing is changed']);
    await expect(stat(tokenPath())).rejects.toThrow('ENOENT');
  });

  it('says before anything else that the state directory cannot be used', async () => {
    await using webex = await startWebex();
    const file = join(stateDir, 'a-file');
    await writeFile(file, '');
    const env = { ...webex.clientEnv, WEBEX_STATE_DIR: join(file, 'below') };
    const { code, stdout, stderr } = await runCommandLine(['login'], env);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('cannot be written');
    expect(webex.simulator.requests.total).toBe(0);
  });

  it('asks which account it is for when there are several', async () => {
    await using webex = await startWebex();
    const file = join(stateDir, 'config.yaml');
    const account = (name: string, site: string): string =>
      `  - name: ${name}\n    sites: [${site}]\n    credentials:\n      client_id: simulator-client-id\n      client_secret: \${SECRET}\n`;
    await writeFile(
      file,
      `analytics_url: ${webex.url}\napi_url: ${webex.url}\naccounts:\n${account('one', 'acme.webex.com')}${account('two', 'acme-eu.webex.com')}`,
    );
    const env = { SECRET: SIMULATOR_CREDENTIALS.clientSecret, WEBEX_STATE_DIR: stateDir };
    const unchosen = await runCommandLine(['login', `--config.file=${file}`], env);
    expect(unchosen.code).toBe(2);
    expect(unchosen.stderr).toContain('--account is needed: one of one, two');
    await using login = await startExporter(['login', `--config.file=${file}`, '--account=two'], env);
    await decide(login, webex, 'approve');
    expect(await login.exited).toBe(0);
    expect((await stat(join(stateDir, 'tokens', 'two.json'))).isFile()).toBe(true);
  });

  it.each([
    [
      'a state directory',
      { WEBEX_CLIENT_ID: 'id', WEBEX_CLIENT_SECRET: 'client-secret', WEBEX_REFRESH_TOKEN: 'refresh-token' },
      'WEBEX_STATE_DIR',
    ],
    ['a client', { WEBEX_ACCESS_TOKEN: 'some-token', WEBEX_STATE_DIR: '/nowhere' }, 'WEBEX_CLIENT_ID'],
  ])('exits 2 without %s', async (_, env, words) => {
    const { code, stderr } = await runCommandLine(['login'], env);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

async function waitForSuccess(url: string): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
        /^webex_poll_success\{.*window="1d".*\} 1$/m,
      ),
    { timeout: 20_000, interval: 200 },
  );
}
