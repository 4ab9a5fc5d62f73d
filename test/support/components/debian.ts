import { access, chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Artefact, obtain } from './artefact.ts';
import { runCommand, runToSuccess } from './command.ts';

/** A Debian release whose binaries run on Debian 12; sid moves, so no version can be pinned. */
export type Release = 'bookworm' | 'trixie' | 'sid';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const PUBLIC_MIRROR = 'http://deb.debian.org/debian/';

/**
 * Files of a Debian package, unpacked and not installed. `keep` are paths inside the package: each ends up directly in
 * the artefact's folder. `version` is a text file beside them.
 */
export function debianPackage(release: Release, name: string, keep: readonly string[]): Artefact {
  return {
    name: `debian-${release}-${name}`,
    fill: async (folder) => {
      const index = await obtain(packageIndex(release));
      const download = join(folder, 'download');
      await mkdir(download);
      await runToSuccess('apt-get', [...aptOptions(index), '-qq', 'download', name], { cwd: download });
      const archive = (await readdir(download)).find((file) => file.endsWith('.deb'));
      if (archive === undefined)
        throw new Error(`apt-get downloaded no package for ${name} of Debian ${release}`);
      const unpacked = join(download, 'unpacked');
      await runToSuccess('dpkg-deb', ['-x', join(download, archive), unpacked]);
      for (const path of keep) await rename(join(unpacked, path), join(folder, basename(path)));
      const version = await runToSuccess('dpkg-deb', ['-f', join(download, archive), 'Version']);
      await writeFile(join(folder, 'version'), version.trim());
      await rm(download, { recursive: true });
    },
  };
}

/**
 * Several Debian packages, unpacked into one tree (`usr/bin/…`) and not installed. `version` is a text file with that of
 * the first.
 */
export function debianTree(release: Release, name: string, packages: readonly string[]): Artefact {
  return {
    name: `debian-${release}-${name}`,
    fill: async (folder) => {
      const index = await obtain(packageIndex(release));
      const download = join(folder, 'download');
      await mkdir(download);
      await runToSuccess('apt-get', [...aptOptions(index), '-qq', 'download', ...packages], {
        cwd: download,
      });
      for (const archive of await readdir(download)) {
        await runToSuccess('dpkg-deb', ['-x', join(download, archive), folder]);
        if (!archive.startsWith(`${packages[0]}_`)) continue;
        const version = await runToSuccess('dpkg-deb', ['-f', join(download, archive), 'Version']);
        await writeFile(join(folder, 'version'), version.trim());
      }
      await rm(download, { recursive: true });
    },
  };
}

/** Debian's Alertmanager looks for its templates below /usr/share, where a package that is not installed has none. */
export function debianAlertmanager(release: Release): Artefact {
  const unpacked = debianPackage(release, 'prometheus-alertmanager', [
    'usr/bin/prometheus-alertmanager',
    'usr/bin/amtool',
    'usr/share/prometheus/alertmanager/default.tmpl',
    'usr/share/prometheus/alertmanager/email.tmpl',
  ]);
  return {
    ...unpacked,
    fill: async (folder) => {
      await unpacked.fill(folder);
      await readTemplatesFromWorkingFolder(join(folder, 'prometheus-alertmanager'));
    },
  };
}

/** Overwrites the folder in the binary by an equally long name of the working folder: `./././...`. */
async function readTemplatesFromWorkingFolder(binary: string): Promise<void> {
  const installed = Buffer.from('/usr/share/prometheus/alertmanager');
  const workingFolder = Buffer.from('./'.repeat(installed.length / 2));
  const program = await readFile(binary);
  for (let at = program.indexOf(installed); at >= 0; at = program.indexOf(installed, at)) {
    workingFolder.copy(program, at);
  }
  await writeFile(binary, program);
  await chmod(binary, 0o755);
}

/** The list of a release's packages, kept apart from the machine's own lists. */
export function packageIndex(release: Release): Artefact {
  return {
    name: `debian-${release}`,
    fill: async (folder) => {
      await access(KEYRING).catch(() => {
        throw new Error(`needs Debian's archive keys (${KEYRING})`);
      });
      await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
      await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
      await writeFile(join(folder, 'status'), '');
      await writeFile(
        join(folder, 'debian.sources'),
        `Types: deb\nURIs: ${await mirror()}\nSuites: ${release}\nComponents: main\nSigned-By: ${KEYRING}\n`,
      );
      await runToSuccess('apt-get', [...aptOptions(folder), '-qq', '--error-on=any', 'update']);
    },
  };
}

/** The mirror this machine uses, whether or not apt-get has ever been updated here. */
async function mirror(): Promise<string> {
  const { stdout } = await runCommand('apt-get', ['update', '--print-uris']);
  return /'(\S+\/debian\/)dists\//.exec(stdout)?.[1] ?? PUBLIC_MIRROR;
}

/** Options that let apt-get use the index in `folder` and nothing of the machine's own. */
export function aptOptions(folder: string): readonly string[] {
  const settings = {
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    // Held in memory: several downloads read one index at the same time.
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Dir::Etc::SourceList': join(folder, 'debian.sources'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
