import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFiles } from '../../../src/config/files-ahead.ts';
import { readTrust } from '../../../src/config/trust.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;

/** The authorities beside Node's own, or the problems; undefined when Node is left alone. */
async function added(env: Record<string, string>): Promise<readonly string[] | undefined> {
  const { ca, problems } = await withFiles(FILES, (files) => {
    const problems: string[] = [];
    return { ca: readTrust({ env, ...files }, problems), problems };
  });
  if (problems.length > 0) return problems;
  if (ca === undefined) return undefined;
  const own = ca.filter((text) => !/^-----BEGIN CERTIFICATE-----\n[a-z]+\n/.test(text));
  // Node's are there, and first.
  expect(own.length).toBeGreaterThan(100);
  expect(ca.slice(0, own.length)).toEqual(own);
  return ca.slice(own.length);
}

describe('the authorities to trust', () => {
  const folder = createFolder();
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('extra.pem'), pem('extra'));
  writeFileSync(path('house.pem'), pem('house'));
  writeFileSync(path('empty.pem'), '');
  for (const name of ['one', 'two', 'none']) mkdirSync(path(name));
  writeFileSync(path('one/a.crt'), pem('a'));
  writeFileSync(path('one/README'), 'no certificate');
  mkdirSync(path('one/..2026'));
  symlinkSync('..2026', path('one/..data'));
  symlinkSync('nowhere', path('one/dangling.crt'));
  writeFileSync(path('two/b.crt'), pem('b'));

  it.each([
    [{}, undefined],
    [{ SSL_CERT_FILE: '', SSL_CERT_DIR: '' }, undefined],
    // Node reads it by itself.
    [{ NODE_EXTRA_CA_CERTS: path('extra.pem') }, undefined],
    [{ SSL_CERT_FILE: path('house.pem') }, [pem('house')]],
    // A list of ours stands instead of Node's, so it must be in it.
    [
      { SSL_CERT_FILE: path('house.pem'), NODE_EXTRA_CA_CERTS: path('extra.pem') },
      [pem('extra'), pem('house')],
    ],
    [{ SSL_CERT_DIR: path('one') }, [pem('a')]],
    [{ SSL_CERT_DIR: `${path('one')}:${path('two')}:` }, [pem('a'), pem('b')]],
    [{ SSL_CERT_DIR: path('none') }, []],
    [
      { SSL_CERT_FILE: path('empty.pem') },
      [`SSL_CERT_FILE: ${path('empty.pem')} holds no certificate (PEM)`],
    ],
    [{ NODE_EXTRA_CA_CERTS: path('gone') }, [`NODE_EXTRA_CA_CERTS: cannot read ${path('gone')} (ENOENT)`]],
    [{ SSL_CERT_DIR: path('house.pem') }, [`SSL_CERT_DIR: cannot read ${path('house.pem')} (ENOTDIR)`]],
  ])('with %j beside Node’s own: %j', async (env, expected) => {
    expect(await added(env)).toEqual(expected);
  });
});
