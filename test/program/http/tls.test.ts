import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { isAdmitted, readAlternativeNames } from '../../../src/http/web-config/client-certificate.ts';
import { listen, type HttpServer } from '../../../src/http/server.ts';
import { CLIENT_AUTH_TYPES } from '../../../src/http/web-config/tls-names.ts';
import type { TlsSettings } from '../../../src/http/web-config/tls-settings.ts';
import { readWebConfig } from '../../../src/http/web-config/web-config.ts';
import { SERVER_TLS, tlsPath, tlsText } from '../../support/certificates.ts';
import { portOf } from '../../support/port.ts';
import { askOverTls } from '../../support/tls-client.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

const folder = createFolder();

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});

const CA = `client_ca_file: ${tlsPath('ca.pem')}`;

/** The settings of a web configuration with these lines added to its TLS section. */
async function settings(...lines: readonly string[]): Promise<TlsSettings> {
  const file = join(folder, 'web.yml');
  writeFileSync(file, SERVER_TLS + lines.map((line) => `  ${line}\n`).join(''));
  const { config, problems } = await readWebConfig(file, FILES);
  if (config?.tls === undefined) throw new Error(problems.join('\n'));
  return config.tls;
}

async function start(...lines: readonly string[]): Promise<{ server: HttpServer; port: number }> {
  const app = new Hono().get('/', (context) => context.text('hello'));
  const server = await listen(app, { host: '127.0.0.1', port: 0, tls: await settings(...lines) });
  servers.push(server);
  return { server, port: server.address.port };
}

describe('client_auth_type', () => {
  // In this order: without a certificate, with a good one, an expired one, one of another CA, one for servers only.
  const WHO = ['', 'client', 'client-expired', 'stranger', 'server'];
  it.each([
    ['NoClientCert', [true, true, true, true, true]],
    ['RequestClientCert', [true, true, true, true, true]],
    ['RequireAnyClientCert', [false, true, true, true, true]],
    ['VerifyClientCertIfGiven', [true, true, false, false, false]],
    ['RequireAndVerifyClientCert', [false, true, false, false, false]],
  ])('%s lets in whom Go lets in, with TLS 1.2 and 1.3', async (type, admitted) => {
    const lines = [`client_auth_type: ${type}`, ...(type === 'NoClientCert' ? [] : [CA])];
    const { port } = await start(...lines);
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const answers = [];
      for (const who of WHO) {
        const { status } = await askOverTls(port, who, { minVersion: version, maxVersion: version });
        answers.push(status === 200);
      }
      expect(answers).toEqual(admitted);
    }
  });

  it('says in a TLS alert that a certificate is needed', async () => {
    const { port } = await start('client_auth_type: RequireAndVerifyClientCert', CA);
    const { error } = await askOverTls(port);
    expect(error).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  });

  it('trusts no certificate of its own making when there is no client CA', async () => {
    const { port } = await start('client_auth_type: RequireAndVerifyClientCert');
    expect((await askOverTls(port, 'client')).status).toBeUndefined();
  });

  it('lets nobody in by a resumed session without a certificate, which Node calls authorized', async () => {
    const policy = { clientAuth: CLIENT_AUTH_TYPES.RequireAndVerifyClientCert, allowedSans: undefined };
    const seen: { authorized: boolean; admitted: boolean }[] = [];
    const server = createServer(
      {
        cert: tlsText('server.pem'),
        key: tlsText('server.key'),
        ca: tlsText('ca.pem'),
        requestCert: true,
        rejectUnauthorized: false,
      },
      (socket) => {
        seen.push({
          authorized: socket.authorized,
          admitted: isAdmitted(socket, { ...policy, context: {} }),
        });
        socket.end('.');
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    const open = async (session?: Buffer): Promise<Buffer | undefined> => {
      let ticket: Buffer | undefined;
      const socket = connect({
        port,
        host: '127.0.0.1',
        ca: tlsText('ca.pem'),
        ...(session ? { session } : {}),
      });
      socket.on('session', (given: Buffer) => (ticket = given));
      socket.resume();
      await once(socket, 'close');
      return ticket;
    };
    await open(await open());
    server.close();
    expect(seen).toEqual([
      { authorized: false, admitted: false },
      { authorized: true, admitted: false },
    ]);
  });
});

describe('client_allowed_sans', () => {
  it.each([
    ['a DNS name', 'prometheus.example', 'client', true],
    ['an IPv4 address', '192.0.2.1', 'client', true],
    ['an IPv6 address as Go writes it', '"2001:db8::1"', 'client', true],
    ['an e-mail address', 'ops@example.com', 'client', true],
    ['a URI', 'spiffe://example/prometheus', 'client', true],
    ['one of several', 'a.example, prometheus.example', 'client', true],
    ['another name', 'other.example', 'client', false],
    ['a name in capitals', 'PROMETHEUS.EXAMPLE', 'client', false],
    ['a part of a name', 'example', 'client', false],
    ['no names at all', '', 'client', false],
    ['the subject', 'client', 'client', false],
    ['a name that only looks like one, or is of another kind', 'prometheus.example', 'client-sneaky', false],
    ['the right name from another CA', 'prometheus.example', 'stranger', false],
  ])('with %s', async (_, names, who, admitted) => {
    const { port } = await start(
      'client_auth_type: RequireAndVerifyClientCert',
      CA,
      `client_allowed_sans: [${names}]`,
    );
    expect((await askOverTls(port, who)).status === 200).toBe(admitted);
  });

  it('needs a certificate even where the type does not', async () => {
    const { port } = await start(
      'client_auth_type: VerifyClientCertIfGiven',
      CA,
      'client_allowed_sans: [prometheus.example]',
    );
    expect((await askOverTls(port)).status).toBeUndefined();
    expect((await askOverTls(port, 'client')).status).toBe(200);
  });

  it('reads the names of a certificate, and takes no name for two', () => {
    const namesOf = (name: string): string[] =>
      readAlternativeNames(new X509Certificate(tlsText(`${name}.pem`)).subjectAltName ?? '');
    expect(namesOf('client')).toEqual([
      'prometheus.example',
      '192.0.2.1',
      '2001:db8::1',
      'ops@example.com',
      'spiffe://example/prometheus',
    ]);
    expect(namesOf('client-sneaky')).toEqual(['other.example, DNS:prometheus.example']);
  });
});

describe('versions, ciphers and curves', () => {
  it('are TLS 1.2 and 1.3 by default', async () => {
    const { port } = await start();
    const ask = async (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<number | undefined> =>
      (await askOverTls(port, '', { minVersion: version, maxVersion: version, ciphers: 'ALL@SECLEVEL=0' }))
        .status;
    expect([await ask('TLSv1.1'), await ask('TLSv1.2'), await ask('TLSv1.3')]).toEqual([undefined, 200, 200]);
  });

  it('can be as old as the file wants', async () => {
    const { port } = await start('min_version: TLS10', 'max_version: TLS11');
    const old = await askOverTls(port, '', { minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' });
    expect(old).toMatchObject({ status: 200, protocol: 'TLSv1.1' });
    expect((await askOverTls(port)).status).toBeUndefined();
  });

  it('can be as new as the file wants', async () => {
    const { port } = await start('min_version: TLS13');
    expect(await askOverTls(port)).toMatchObject({ status: 200, protocol: 'TLSv1.3' });
    expect((await askOverTls(port, '', { maxVersion: 'TLSv1.2' })).status).toBeUndefined();
  });

  it("are Go's by default, not Node's", async () => {
    const { port } = await start();
    const ask = async (ciphers: string): Promise<number | undefined> =>
      (await askOverTls(port, '', { maxVersion: 'TLSv1.2', ciphers })).status;
    expect(await ask('ECDHE-ECDSA-AES128-GCM-SHA256')).toBe(200);
    expect(await ask('ECDHE-ECDSA-AES128-SHA256')).toBeUndefined();
  });

  it.each([
    ['', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
    ['prefer_server_cipher_suites: false', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ])('are chosen by the one who is to choose: %j', async (line, cipher) => {
    const suites = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
    const { port } = await start(`cipher_suites: [${suites}]`, line);
    const answer = await askOverTls(port, '', {
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
    });
    expect(answer).toMatchObject({ status: 200, cipher });
  });

  it('leave TLS 1.3 on when suites of TLS 1.2 are listed', async () => {
    const { port } = await start('cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]');
    expect(await askOverTls(port)).toMatchObject({ status: 200, protocol: 'TLSv1.3' });
  });

  it('use the listed curves only', async () => {
    const { port } = await start('curve_preferences: [CurveP521]');
    expect(await askOverTls(port, '', { ecdhCurve: 'X25519:P-521' })).toMatchObject({ curve: 'secp521r1' });
    expect((await askOverTls(port, '', { ecdhCurve: 'X25519' })).status).toBeUndefined();
  });

  it('leave HTTP/1.1 as the protocol for a client that would take HTTP/2 too', async () => {
    const { port } = await start();
    const answer = await askOverTls(port, '', { ALPNProtocols: ['h2', 'http/1.1'] });
    expect(answer).toMatchObject({ status: 200, alpn: 'http/1.1' });
  });
});

describe('replaceTls', () => {
  it('serves new connections with the new certificate and lets old ones go on', async () => {
    const { server, port } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const askAgain = async (): Promise<Socket> =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port, agent, ca: tlsText('ca.pem') };
        const request = get(options, (response) => {
          response.resume().on('end', () => setImmediate(resolve, response.socket));
        });
        request.on('error', reject);
      });
    const socket = await askAgain();
    const old = await askOverTls(port);

    const next = await settings();
    server.replaceTls({
      ...next,
      context: { ...next.context, cert: tlsText('server-renewed.pem'), key: tlsText('server-renewed.key') },
    });
    const renewed = new X509Certificate(tlsText('server-renewed.pem')).serialNumber;
    expect(await askOverTls(port)).toMatchObject({ status: 200, serial: renewed });
    expect(old.serial).not.toBe(renewed);
    expect(await askAgain()).toBe(socket);
    agent.destroy();
  });

  it('asks for client certificates from then on, or no longer', async () => {
    const { server, port } = await start();
    const open = await settings();
    const closed = await settings('client_auth_type: RequireAndVerifyClientCert', CA);
    const ajar = await settings('client_auth_type: VerifyClientCertIfGiven', CA);
    for (const [tls, expected] of [
      [closed, [undefined, 200, undefined]],
      [open, [200, 200, 200]],
      [ajar, [200, 200, undefined]],
      [closed, [undefined, 200, undefined]],
    ] as const) {
      server.replaceTls(tls);
      const answers = [
        await askOverTls(port),
        await askOverTls(port, 'client'),
        await askOverTls(port, 'stranger'),
      ];
      expect(answers.map(({ status }) => status)).toEqual(expected);
    }
  });
});

describe('a server with TLS', () => {
  it('gives no answer to plain HTTP, and lives', async () => {
    const { port } = await start();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
    expect((await askOverTls(port)).status).toBe(200);
  });
});
