import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/components/prometheus.ts';
import { SERVER_TLS, tlsPath } from '../../support/certificates.ts';
import { askOverTls } from '../../support/tls-client.ts';
import { createFolder } from '../../support/folder.ts';

const PATIENCE = { timeout: 20_000, interval: 250 };
const PASSWORD = 'the password of a test';
const ALICE = `basic_auth_users:\n  alice: ${hashSync(PASSWORD, 10)}\n`;
const MUTUAL_TLS = `${SERVER_TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ${tlsPath('ca.pem')}\n`;

const folder = createFolder();

async function startWith(webConfig: string): Promise<RunningProcess> {
  const file = join(folder, 'web.yml');
  writeFileSync(file, webConfig);
  const flags = ['--web.listen-address=127.0.0.1:0', '--simulator.listen-address=127.0.0.1:0'];
  return startExporter(['demo', ...flags, `--web.config.file=${file}`]);
}

/** Host and port of the exporter, from its log. */
async function addressOf(program: RunningProcess): Promise<string> {
  const line = await program.waitForLine(/msg=listening/);
  return /address=(\S+)/.exec(line)?.[1] ?? '';
}

describeWith(['prometheus'], 'a real Prometheus scrapes over mutual TLS with a password', (paths) => {
  let exporter: RunningProcess;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    exporter = await startWith(MUTUAL_TLS + ALICE);
    const target = {
      scheme: 'https',
      static_configs: [{ targets: [await addressOf(exporter)] }],
    };
    const credentials = { basic_auth: { username: 'alice', password: PASSWORD } };
    const tls = { ca_file: tlsPath('ca.pem') };
    const identity = { cert_file: tlsPath('client.pem'), key_file: tlsPath('client.key') };
    prometheus = await startPrometheus({
      binary: paths.prometheus,
      scrapeConfigs: [
        { job_name: 'good', ...target, ...credentials, tls_config: { ...tls, ...identity } },
        { job_name: 'no-password', ...target, tls_config: { ...tls, ...identity } },
        { job_name: 'no-certificate', ...target, ...credentials, tls_config: tls },
        { job_name: 'no-tls', ...target, ...credentials, scheme: 'http' },
      ],
    });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await exporter?.stop();
  });

  it('gets the page with both, and nothing without either', async () => {
    await vi.waitFor(async () => {
      const targets = await prometheus.targets();
      const seen = new Map(
        targets.map(({ labels, health, lastError }) => [labels['job'], `${health} ${lastError}`]),
      );
      expect(seen.get('good')).toBe('up ');
      expect(seen.get('no-password')).toMatch(/^down .*401/);
      expect(seen.get('no-certificate')).toMatch(/^down .*certificate/);
      expect(seen.get('no-tls')).toMatch(/^down /);
    }, PATIENCE);
    expect(await prometheus.query('count(webex_meetings{job="good"}) > 0')).toHaveLength(1);
    expect(await prometheus.query('webex_meetings{job!="good"}')).toEqual([]);
  });

  it('left neither password nor hash in the log', () => {
    const output = [...exporter.stdout, ...exporter.stderr].join('\n');
    expect(output).not.toContain(PASSWORD);
    expect(output).not.toContain('$2b$');
    expect(output).not.toContain('PRIVATE KEY');
  });
});

describe('the program with a web configuration', () => {
  it('lists everything that is wrong with it and exits 2', async () => {
    await using program = await startWith(
      `${SERVER_TLS}  min_version: TLS9\nbasic_auth_users: { a: plain }\nfoo: 1\n`,
    );
    expect(await program.exited).toBe(2);
    const said = program.stderr.join('\n');
    for (const problem of [
      'line 4: tls_server_config.min_version: "TLS9" is no',
      'line 5: basic_auth_users.a: is not a',
      'line 6: unknown key "foo"',
    ]) {
      expect(said).toContain(`${join(folder, 'web.yml')}: ${problem}`);
    }
    expect(said).not.toMatch(/plain|^\s+at /m);
  });

  it('says https where it tells its address, follows the file, and ends while a handshake hangs', async () => {
    await using program = await startWith(SERVER_TLS);
    const { port } = new URL(`https://${await addressOf(program)}`);
    await program.waitForLine(/Status page +https:/);
    expect(await askOverTls(Number(port))).toMatchObject({ status: 200 });

    writeFileSync(join(folder, 'web.yml'), SERVER_TLS + ALICE);
    await program.waitForLine(/the web configuration has changed/);
    expect(await askOverTls(Number(port))).toMatchObject({ status: 401 });
    const auth = `alice:${PASSWORD}`;
    expect(await askOverTls(Number(port), '', { auth })).toMatchObject({ status: 200 });

    const silent = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');
    // stop() kills after ten seconds, which would show as 137.
    expect(await program.stop()).toBe(0);
  });
});
