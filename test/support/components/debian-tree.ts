import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { obtain } from './artefact.ts';
import { runToSuccess } from './command.ts';
import { aptOptions, packageIndex, type Release } from './debian.ts';

export interface DebianTree {
  readonly release: Release;
  readonly packages: readonly string[];
  /** Taken as installed, so that apt leaves them and their own dependencies out. */
  readonly leftOut: readonly string[];
}

/** Unpacks packages with all that they depend on into `folder`/root; nothing is installed. */
export async function unpackTree(
  folder: string,
  { release, packages, leftOut }: DebianTree,
): Promise<string> {
  const index = await obtain(packageIndex(release));
  const download = join(folder, 'download');
  await mkdir(download);
  const status = join(download, 'status');
  await writeFile(status, await describeInstalled(leftOut));
  const options = [...aptOptions(index), '-o', `Dir::State::status=${status}`, '-qq'];
  const list = ['install', '--print-uris', '--no-install-recommends', ...packages];
  const names = readPackageNames(await runToSuccess('apt-get', [...options, ...list]));
  await runToSuccess('apt-get', [...options, 'download', ...names], { cwd: download });

  const root = join(folder, 'root');
  for (const archive of (await readdir(download)).filter((file) => file.endsWith('.deb'))) {
    await runToSuccess('dpkg-deb', ['-x', join(download, archive), root]);
  }
  await rm(download, { recursive: true });
  return root;
}

/** A dpkg status file in which only these packages are installed, in a version that satisfies everybody. */
async function describeInstalled(names: readonly string[]): Promise<string> {
  const architecture = (await runToSuccess('dpkg', ['--print-architecture'])).trim();
  return names
    .map(
      (name) =>
        `Package: ${name}\nStatus: install ok installed\nArchitecture: ${architecture}\nMulti-Arch: same\n` +
        'Version: 9999\nMaintainer: nobody\nDescription: taken as installed\n\n',
    )
    .join('');
}

/** Lines of `apt-get --print-uris` are `'URI' FILE BYTES HASH`; a file is named `NAME_VERSION_ARCHITECTURE.deb`. */
function readPackageNames(uris: string): string[] {
  return Array.from(uris.matchAll(/^'\S+' ([^_\s]+)_/gm), ([, name = '']) => name);
}
