import { join } from 'node:path';
import { runToSuccess } from './components/command.ts';
import { createFolder } from './components/server.ts';

/** Paths of a certificate and its key. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A company's certificate authority, made by openssl for one run. */
export interface Authority extends Identity, AsyncDisposable {
  /** A folder with its certificate alone in it. */
  readonly folder: string;
  /** A certificate that it signs for these host names. */
  readonly issue: (name: string, hosts: readonly string[]) => Promise<Identity>;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];

function selfSigned(name: string, { cert, key }: Identity): readonly string[] {
  return ['req', '-x509', ...NEW_KEY, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert];
}

export async function createAuthority(): Promise<Authority> {
  const folder = await createFolder('authority');
  const identity = (name: string): Identity => ({
    cert: join(folder.path, `${name}.pem`),
    key: join(folder.path, `${name}.key`),
  });
  const own = identity('house');
  await runToSuccess('openssl', [
    ...selfSigned('House CA', own),
    '-addext',
    'keyUsage=critical,keyCertSign,digitalSignature',
  ]);
  const alone = join(folder.path, 'alone');
  await runToSuccess('mkdir', [alone]);
  await runToSuccess('cp', [own.cert, alone]);
  await runToSuccess('chmod', ['-R', 'a+rX', folder.path]);
  return {
    ...own,
    folder: alone,
    async issue(name, hosts) {
      const issued = identity(name);
      const names = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`)).join(',');
      await runToSuccess('openssl', [
        ...selfSigned(name, issued),
        '-CA',
        own.cert,
        '-CAkey',
        own.key,
        '-addext',
        `subjectAltName=${names}`,
        '-addext',
        'basicConstraints=critical,CA:false',
      ]);
      await runToSuccess('chmod', ['a+r', issued.cert, issued.key]);
      return issued;
    },
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}
