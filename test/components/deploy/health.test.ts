import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERVER_TLS, tlsPath } from '../../support/certificates.ts';
import { type RunningProcess, startExporter } from '../../support/components/process.ts';
import { createFolder, type TemporaryFolder } from '../../support/components/server.ts';
import { urlOf } from '../../support/listening.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await createFolder('health');
});
afterAll(async () => folder.remove());

const PASSWORD = `basic_auth_users:\n  alice: ${hashSync('some-password', 4)}\n`;
const MUTUAL = `  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ${tlsPath('ca.pem')}\n`;

async function startWith(webConfig: string, host = '127.0.0.1'): Promise<RunningProcess> {
  const flags = [`--web.listen-address=${host}:0`, '--simulator.listen-address=127.0.0.1:0'];
  if (webConfig !== '') {
    const file = join(folder.path, 'web-config.yaml');
    writeFileSync(file, webConfig);
    flags.push(`--web.config.file=${file}`);
  }
  const exporter = await startExporter(['demo', ...flags]);
  await urlOf(exporter);
  return exporter;
}

async function askHealth(flags: readonly string[]): Promise<{ code: number; said: string }> {
  await using program = await startExporter(['health', ...flags]);
  return { code: await program.exited, said: [...program.stdout, ...program.stderr].join('\n') };
}

it.each([
  ['as it is', '', '127.0.0.1'],
  ['at all addresses', '', ''],
  ['at IPv6 alone', '', '[::1]'],
  ['with a password', PASSWORD, '127.0.0.1'],
  ['with TLS for another name', SERVER_TLS, '127.0.0.1'],
  ['with TLS and a password', `${SERVER_TLS}${PASSWORD}`, '127.0.0.1'],
  ["with TLS that wants a client's certificate", `${SERVER_TLS}${MUTUAL}`, '127.0.0.1'],
])('is given of an exporter %s', async (_, webConfig, host) => {
  await using exporter = await startWith(webConfig, host);
  const [port = ''] = /\d+(?="?$)/.exec(await urlOf(exporter)) ?? [];
  const file = webConfig === '' ? [] : [`--web.config.file=${join(folder.path, 'web-config.yaml')}`];
  expect(await askHealth([`--web.listen-address=${host}:${port}`, ...file])).toEqual({ code: 0, said: '' });
});

it('is given by the flags of a running exporter', async () => {
  const flags = ['--web.listen-address=127.0.0.1:0', '--simulator.listen-address=127.0.0.1:0'];
  await using first = await startExporter(['demo', ...flags]);
  const { port } = new URL(await urlOf(first));
  await first.stop();
  const known = [`--web.listen-address=127.0.0.1:${port}`, '--simulator.listen-address=127.0.0.1:0'];
  await using exporter = await startExporter(['demo', ...known]);
  await urlOf(exporter);
  expect(await askHealth([`--of-process=${exporter.pid}`])).toEqual({ code: 0, said: '' });
});

it.each([
  ['nobody listens', ['--web.listen-address=127.0.0.1:1'], /127\.0\.0\.1:1\/-\/healthy: .*ECONNREFUSED/],
  ['the process is another', [`--of-process=${process.pid}`], /process \d+ is no exporter/],
  ['there is no such process', ['--of-process=4194304'], /process 4194304 cannot be read/],
])('is denied where %s, with a line that says why', async (_, flags, line) => {
  const { code, said } = await askHealth(flags);
  expect(code).toBe(1);
  expect(said).toMatch(line);
  expect(said.split('\n')).toHaveLength(1);
});

it.each([
  [
    'answers that it is not',
    'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n',
    /answered with 503/,
  ],
  ['says nothing', '', /no answer within/],
])('is denied to what %s', async (_, answer, line) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => answer !== '' && socket.end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const { code, said } = await askHealth([`--web.listen-address=127.0.0.1:${port}`]);
  server.close();
  expect(code).toBe(1);
  expect(said).toMatch(line);
});

it('needs one address healthy as much as another', async () => {
  await using exporter = await startWith('');
  const { port } = new URL(await urlOf(exporter));
  const good = `--web.listen-address=127.0.0.1:${port}`;
  expect(await askHealth([good, '--web.listen-address=127.0.0.1:1'])).toMatchObject({ code: 1 });
});
