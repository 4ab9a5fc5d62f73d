import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createAuthority, type Authority, type Identity } from '../../support/authority.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter } from '../../support/components/process.ts';
import { startSquid, type RunningSquid, type SquidOptions } from '../../support/components/squid.ts';
import { portOf } from '../../support/port.ts';

const HOST = 'analytics.webex.test';
const USER = { name: 'exporter', password: 'p@ss:word/1' };
const CREDENTIALS = `${USER.name}:${encodeURIComponent(USER.password)}`;

/** A Webex that only a proxy finds: nobody else resolves its name. */
describeWith(['squid'], 'Webex behind a company proxy', ({ squid: binary }) => {
  let authority: Authority;
  let proxyIdentity: Identity;
  let simulator: RunningSimulator;
  let webex: Server;
  let base: string;
  let squid: RunningSquid;

  beforeAll(async () => {
    authority = await createAuthority();
    proxyIdentity = await authority.issue('proxy', ['localhost']);
    simulator = await listenSimulator(createSimulator({ now: Date.now }));
    webex = await serveByTls(await authority.issue('webex', [HOST]), simulator);
    base = `https://${HOST}:${portOf(webex)}`;
    squid = await start({ user: USER, server: proxyIdentity });
  });
  afterAll(async () => {
    await squid?.[Symbol.asyncDispose]();
    webex?.close();
    await simulator?.close();
    await authority?.[Symbol.asyncDispose]();
  });

  const start = (options: Partial<SquidOptions>): Promise<RunningSquid> =>
    startSquid({ binary, hosts: [HOST], ...options });

  async function check(env: Record<string, string>): Promise<{ code: number; text: string }> {
    await using exporter = await startExporter(['check', '--log.level=debug'], {
      WEBEX_SITES: 'acme.webex.com',
      WEBEX_WINDOWS: '1d',
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: base,
      WEBEX_API_URL: base,
      NODE_EXTRA_CA_CERTS: authority.cert,
      ...env,
    });
    const code = await exporter.exited;
    const text = [...exporter.stdout, ...exporter.stderr].join('\n');
    expect(text).not.toContain(USER.password);
    expect(text).not.toContain(encodeURIComponent(USER.password));
    return { code, text };
  }

  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'is reached through the proxy of %s, with its user',
    async (name) => {
      const before = (await squid.requests()).length;
      const { code, text } = await check({ [name]: `http://${CREDENTIALS}@127.0.0.1:${squid.port}` });
      expect(text).toContain('meetings');
      expect(code).toBe(0);
      const asked = (await squid.requests()).slice(before);
      expect(asked).toContain(`CONNECT ${new URL(base).host} 200 ${USER.name}`);
      expect(asked.filter((line) => !line.startsWith(`CONNECT ${new URL(base).host} 200`))).toEqual([]);
    },
  );

  it('is reached through a proxy that is spoken to by https', async () => {
    const before = (await squid.requests()).length;
    const { code } = await check({ HTTPS_PROXY: `https://${CREDENTIALS}@localhost:${squid.securePort}` });
    expect(code).toBe(0);
    expect((await squid.requests()).length).toBeGreaterThan(before);
  });

  it('gives tokens through the proxy too', async () => {
    const { code, text } = await check({
      WEBEX_ACCESS_TOKEN: '',
      WEBEX_CLIENT_ID: SIMULATOR_CREDENTIALS.clientId,
      WEBEX_CLIENT_SECRET: SIMULATOR_CREDENTIALS.clientSecret,
      WEBEX_REFRESH_TOKEN: SIMULATOR_CREDENTIALS.refreshToken,
      HTTPS_PROXY: `http://${CREDENTIALS}@127.0.0.1:${squid.port}`,
    });
    expect(text).toContain('accepted');
    expect(code).toBe(0);
  });

  it('is asked once where the proxy wants other credentials, and check says whose', async () => {
    const before = (await squid.requests()).length;
    const { code, text } = await check({ HTTPS_PROXY: `http://${USER.name}:wrong@127.0.0.1:${squid.port}` });
    expect(code).toBe(1);
    expect(text).toContain(`bad_request: HTTP 407: the proxy http://<redacted>@127.0.0.1:${squid.port}`);
    expect(text).toContain('set the user and password of the proxy in HTTPS_PROXY');
    expect((await squid.requests()).slice(before)).toHaveLength(1);
  });

  it('is told apart from a proxy that refuses it', async () => {
    await using strict = await start({ refused: [HOST] });
    const { code, text } = await check({ HTTPS_PROXY: `127.0.0.1:${strict.port}` });
    expect(code).toBe(1);
    expect(text).toContain(
      `network: by the proxy http://127.0.0.1:${strict.port}: it refuses the connection (HTTP 403)`,
    );
    expect(text).toContain('it is the proxy that refuses, and not Webex');
  });

  it('is told apart from a proxy that is not there', async () => {
    const { text } = await check({ HTTPS_PROXY: `http://${CREDENTIALS}@127.0.0.1:9` });
    expect(text).toMatch(/network: .*by the proxy http:\/\/<redacted>@127\.0\.0\.1:9: .*ECONNREFUSED/);
    expect(text).toContain('the proxy is not reached: check HTTPS_PROXY');
  });

  it('is asked without the proxy where NO_PROXY names it, or only HTTP_PROXY is set', async () => {
    const proxy = `http://${CREDENTIALS}@127.0.0.1:${squid.port}`;
    const before = (await squid.requests()).length;
    for (const env of [{ HTTPS_PROXY: proxy, NO_PROXY: 'other.test,.webex.test' }, { HTTP_PROXY: proxy }]) {
      const { text } = await check(env);
      expect(text).toMatch(/network: .*(?:ENOTFOUND|EAI_AGAIN)/);
      expect(text).not.toContain('by the proxy');
    }
    expect((await squid.requests()).length).toBe(before);
  });

  it('is asked by plain http as HTTP_PROXY says, not through a tunnel', async () => {
    const before = (await squid.requests()).length;
    const plain = `http://${HOST}:${simulator.port}`;
    const urls = { WEBEX_ANALYTICS_URL: plain, WEBEX_API_URL: plain, WEBEX_ALLOW_HTTP: 'true' };
    for (const address of [
      `http://${CREDENTIALS}@127.0.0.1:${squid.port}`,
      `https://${CREDENTIALS}@localhost:${squid.securePort}`,
    ])
      expect((await check({ ...urls, HTTP_PROXY: address })).code).toBe(0);
    const asked = (await squid.requests()).slice(before);
    expect(asked[0]).toMatch(/^GET http:\/\/analytics\.webex\.test:\d+\/v1\/\S+ 200 exporter$/);
    // By both proxies the same, and none of it by CONNECT.
    const questions = asked.map((line) => line.replace(/\?\S*/, ''));
    expect(questions.length % 2).toBe(0);
    expect(questions.slice(questions.length / 2)).toEqual(questions.slice(0, questions.length / 2));
    expect(questions.filter((line) => line.startsWith('CONNECT'))).toEqual([]);

    const refused = await check({ ...urls, HTTP_PROXY: `http://${USER.name}:no@127.0.0.1:${squid.port}` });
    expect(refused.text).toContain('bad_request: HTTP 407');
  });

  it('on this machine is never asked through a proxy', async () => {
    const dead = 'http://127.0.0.1:9';
    const urls = { WEBEX_ANALYTICS_URL: simulator.url, WEBEX_API_URL: simulator.url };
    const { code } = await check({ ...urls, HTTPS_PROXY: dead, HTTP_PROXY: dead });
    expect(code).toBe(0);
  });

  it('is trusted where the proxy opens TLS, by each way to name the CA of the house, and by none without', async () => {
    await using opening = await start({ opensTls: authority });
    const env = { HTTPS_PROXY: `http://127.0.0.1:${opening.port}`, NODE_EXTRA_CA_CERTS: '' };
    const ways = {
      NODE_EXTRA_CA_CERTS: authority.cert,
      SSL_CERT_FILE: authority.cert,
      SSL_CERT_DIR: `/etc/ssl/certs:${authority.folder}`,
    };
    for (const [name, value] of Object.entries(ways)) {
      const { code, text } = await check({ ...env, [name]: value });
      expect(text).toContain('meetings');
      expect(code).toBe(0);
    }
    expect((await opening.requests()).some((line) => line.startsWith(`GET ${base}/v1/`))).toBe(true);
    const { code, text } = await check(env);
    expect(code).toBe(1);
    expect(text).toContain('NODE_EXTRA_CA_CERTS or SSL_CERT_FILE');
  });

  it.each([
    ['NODE_EXTRA_CA_CERTS', '/nowhere/ca.pem', 'NODE_EXTRA_CA_CERTS: cannot read /nowhere/ca.pem (ENOENT)'],
    ['SSL_CERT_FILE', '/nowhere/ca.pem', 'SSL_CERT_FILE: cannot read /nowhere/ca.pem (ENOENT)'],
    ['SSL_CERT_FILE', '/etc/hostname', 'SSL_CERT_FILE: /etc/hostname holds no certificate'],
    ['SSL_CERT_DIR', '/nowhere', 'SSL_CERT_DIR: cannot read /nowhere (ENOENT)'],
    [
      'HTTPS_PROXY',
      'socks5://proxy:1080',
      'HTTPS_PROXY: a proxy is spoken to by http or https, not by socks5',
    ],
    ['https_proxy', 'http://', 'https_proxy is not a URL of a proxy'],
    ['HTTP_PROXY', 'http://user:100%@proxy:3128', 'HTTP_PROXY: user or password hold a %'],
  ])('is not asked with %s=%s', async (name, value, said) => {
    const { code, text } = await check({ [name]: value });
    expect(code).toBe(2);
    expect(text).toContain(said);
    expect(text).not.toContain('100%@');
  });
});

/** The simulator by https. */
async function serveByTls({ cert, key }: Identity, { port }: RunningSimulator): Promise<Server> {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
