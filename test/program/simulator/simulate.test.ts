import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runProgram } from '../../../src/program.ts';
import { createFolder } from '../../support/folder.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { filesOf } from '../../support/files.ts';

const FILE = `
accounts:
  - name: acme
    sites: [a.webex.com, b.webex.com]
    credentials:
      access_token_file: /run/secrets/token
  - name: globex
    sites: [c.webex.com]
    credentials:
      client_id: globex-client-id
      client_secret_file: /run/secrets/globex
`;

/** Starts `simulate` until the test ends; the address that it prints. */
async function start(
  args: readonly string[],
  files?: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const stop = new AbortController();
  let ended: Promise<unknown> = Promise.resolve();
  const printed = new Promise<string>((resolve, reject) => {
    const runtime = createFakeRuntime({
      args: ['simulate', '--simulator.listen-address=127.0.0.1:0', ...args],
      ...(files === undefined ? {} : { files: filesOf(files) }),
      env,
      stdout: resolve,
      stderr: (text) => {
        if (!text.includes('level=info')) reject(new Error(text));
      },
      stop: stop.signal,
    });
    ended = runProgram(runtime);
  });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  return /http:\/\/127\.0\.0\.1:\d+/.exec(await printed)?.[0] ?? '';
}

async function stateOf(url: string): Promise<unknown> {
  return (await fetch(`${url}/simulator`)).json();
}

describe('simulate', () => {
  it('simulates the sites that it is told', async () => {
    const url = await start(['--simulator.sites=x.webex.com,Y.webex.com']);
    expect(await stateOf(url)).toMatchObject({
      sites: ['x.webex.com', 'y.webex.com'],
      clock: { isSettable: false },
    });
  });

  it("simulates the sites of the exporter's file, and opens no file of its credentials", async () => {
    const url = await start(['--config.file=webex-exporter.yaml'], { 'webex-exporter.yaml': FILE });
    expect(await stateOf(url)).toMatchObject({ sites: ['a.webex.com', 'b.webex.com', 'c.webex.com'] });
  });

  it('takes no interest in how the exporter reaches other machines', async () => {
    const authority = '/etc/ssl/house.pem';
    const url = await start(
      ['--config.file=webex-exporter.yaml'],
      { 'webex-exporter.yaml': FILE },
      { NODE_EXTRA_CA_CERTS: authority, SSL_CERT_FILE: authority, OTEL_EXPORTER_OTLP_CERTIFICATE: authority },
    );
    expect(await stateOf(url)).toMatchObject({ sites: ['a.webex.com', 'b.webex.com', 'c.webex.com'] });
  });

  it('starts its clock where it is told, and lets it be set', async () => {
    const url = await start(['--simulator.clock=2027-01-15T09:00:00Z']);
    expect(await stateOf(url)).toMatchObject({
      clock: { now: '2027-01-15T09:00:00.000Z', isSettable: true },
    });
  });

  it('replays a folder', async () => {
    const folder = createFolder();
    const recording = {
      version: 1,
      at: '2026-11-26T09:00:00.000Z',
      endpoint: 'aggregates',
      method: 'GET',
      path: '/v1/analytics/meetingsMetrics/aggregates',
      query: { siteUrl: 'site-1f2e3d4c5b.webex.com' },
      status: 403,
      headers: {},
      answer: { message: 'no licence' },
    };
    writeFileSync(join(folder, 'one.json'), JSON.stringify(recording));
    const url = await start([`--replay=${folder}`]);
    expect(await stateOf(url)).toMatchObject({ sites: ['site-1f2e3d4c5b.webex.com'] });
    const answer = await fetch(`${url}${recording.path}?siteUrl=site-1f2e3d4c5b.webex.com`);
    expect([answer.status, await answer.json()]).toEqual([403, { message: 'no licence' }]);
  });

  it('is refused a file without sites and a bad list', async () => {
    await expect(start(['--simulator.sites=https://x.webex.com'])).rejects.toThrow('--simulator.sites');
    const discovering =
      'discover: true\naccounts: [{ name: a, credentials: { access_token_file: /run/secrets/token } }]';
    await expect(start(['--config.file=a.yaml'], { 'a.yaml': discovering })).rejects.toThrow(
      'a.yaml names no site',
    );
  });
});
