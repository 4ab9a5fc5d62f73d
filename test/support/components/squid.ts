import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { runToSuccess } from './command.ts';
import { startProcess } from './process.ts';
import { createFolder, freePort } from './server.ts';

export interface SquidOptions {
  /** Path of the component `squid`. */
  readonly binary: string;
  /** Names that it resolves to 127.0.0.1. */
  readonly hosts: readonly string[];
  /** Who may use it. Default: everybody. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Hosts that it refuses. Default: none. */
  readonly refused?: readonly string[];
  /** Listens by https too, with this certificate and key (paths). */
  readonly server?: { readonly cert: string; readonly key: string };
  /** Opens TLS with certificates that this authority (paths) signs. Default: it tunnels. */
  readonly opensTls?: { readonly cert: string; readonly key: string };
}

export interface RunningSquid extends AsyncDisposable {
  readonly port: number;
  /** Where it listens by https. */
  readonly securePort: number;
  /** `METHOD TARGET STATUS USER` of each request so far whose connection has ended. */
  readonly requests: () => Promise<readonly string[]>;
}

/** Starts Squid as a company's proxy and waits until it listens. */
export async function startSquid(options: SquidOptions): Promise<RunningSquid> {
  const folder = await createFolder('squid');
  const port = await freePort();
  const securePort = await freePort();
  // Started by root it works as another user.
  await chmod(folder.path, 0o777);
  await mkdir(join(folder.path, 'logs'));
  await chmod(join(folder.path, 'logs'), 0o777);
  const config = join(folder.path, 'squid.conf');
  await writeFile(join(folder.path, 'hosts'), options.hosts.map((name) => `127.0.0.1 ${name}\n`).join(''));
  const { user } = options;
  if (user) {
    const hash = await runToSuccess('openssl', ['passwd', '-apr1', user.password]);
    await writeFile(join(folder.path, 'users'), `${user.name}:${hash}`);
  }
  await writeFile(config, toConfig(options, { folder: folder.path, port, securePort }));
  if (options.opensTls) await prepareCertificates(options.binary, folder.path);
  const squid = await startProcess(options.binary, ['-N', '-d', '1', '-f', config]);
  await squid.waitForLine(/Accepting (?:SSL bumped )?HTTP Socket connections/);
  // It says so a moment before it does.
  await vi.waitFor(() => askForNothing(port), { timeout: 10_000 });
  return {
    port,
    securePort,
    async requests() {
      // A tunnel is logged when Squid sees its end. What ended before a request came is seen in the same turn of its loop or in
      // one before; so once two requests have been answered one after the other, it is in the log.
      for (let count = 0; count < 2; count++) await askForNothing(port);
      const text = await readFile(join(folder.path, 'logs', 'access'), 'utf8');
      return text.split('\n').filter((line) => line !== '' && !line.includes(NOTHING));
    },
    async [Symbol.asyncDispose]() {
      await squid.stop('SIGKILL');
      await folder.remove();
    },
  };
}

/** Nobody has this name, and Squid refuses it at once. */
const NOTHING = 'nothing.invalid';

async function askForNothing(port: number): Promise<void> {
  await new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: `http://${NOTHING}/`, agent: false }, (answer) => {
      answer.resume().once('end', resolve).once('error', reject);
    }).once('error', reject);
  });
}

function toConfig(
  { binary, user, refused = [], server, opensTls }: SquidOptions,
  { folder, port, securePort }: { folder: string; port: number; securePort: number },
): string {
  const root = join(dirname(binary), 'root', 'usr');
  const bump = opensTls
    ? ` ssl-bump generate-host-certificates=on tls-cert=${opensTls.cert} tls-key=${opensTls.key}`
    : '';
  return [
    `http_port 127.0.0.1:${port}${bump}`,
    ...(server ? [`https_port 127.0.0.1:${securePort} tls-cert=${server.cert} tls-key=${server.key}`] : []),
    ...(opensTls
      ? [
          'ssl_bump bump all',
          'sslproxy_cert_error allow all',
          `sslcrtd_program ${root}/lib/squid/security_file_certgen -s ${folder}/certificates -M 4MB`,
        ]
      : []),
    `hosts_file ${folder}/hosts`,
    'logformat short %rm %ru %>Hs %un',
    `access_log stdio:${folder}/logs/access short`,
    `cache_log ${folder}/logs/cache`,
    `pid_filename ${folder}/logs/pid`,
    `coredump_dir ${folder}/logs`,
    `mime_table ${root}/share/squid/mime.conf`,
    `icon_directory ${root}/share/squid/icons`,
    `error_directory ${root}/share/squid-langpack/en`,
    'cache deny all',
    `unlinkd_program ${root}/lib/squid/unlinkd`,
    'pinger_enable off',
    'shutdown_lifetime 0',
    `acl refused dstdomain ${[NOTHING, ...refused].join(' ')}`,
    'http_access deny refused',
    ...(user
      ? [
          `auth_param basic program ${root}/lib/squid/basic_ncsa_auth ${folder}/users`,
          'acl known proxy_auth REQUIRED',
          'http_access allow known',
        ]
      : ['http_access allow all']),
    'http_access deny all',
    '',
  ].join('\n');
}

/** Squid's helper keeps what it signs in a folder that it makes itself. */
async function prepareCertificates(binary: string, folder: string): Promise<void> {
  const root = join(dirname(binary), 'root');
  const libraries = join(root, 'usr', 'lib', `${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-linux-gnu`);
  await runToSuccess(
    join(root, 'usr', 'lib', 'squid', 'security_file_certgen'),
    ['-c', '-s', join(folder, 'certificates'), '-M', '4MB'],
    { env: { LD_LIBRARY_PATH: libraries } },
  );
  await runToSuccess('chmod', ['-R', 'a+rwX', join(folder, 'certificates')]);
}
