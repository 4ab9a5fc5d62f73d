import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artefact, obtain } from './artefact.ts';
import { runToSuccess } from './command.ts';
import { aptOptions, packageIndex, type Release } from './debian.ts';

/** A browser without windows, and letters to draw. */
const WANTED = ['chromium-headless-shell', 'fonts-dejavu-core'];

/**
 * Taken as installed, so that apt leaves them and their own dependencies out. libc6 must be the machine's: it belongs to
 * the loader that starts the program. The other two are for desktops and bring a graphics driver with a compiler.
 */
const LEFT_OUT = ['libc6', 'x11-utils', 'xdg-utils'];

/** The folders of libraries are named after the machine's architecture, which dpkg alone knows how to spell. */
const START_SCRIPT = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
for folder in "$here"/root/usr/lib/*-linux-gnu* "$here"/root/usr/lib/*-linux-gnu*/pulseaudio "$here"/root/lib/*-linux-gnu*; do
  LD_LIBRARY_PATH="$folder\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH FONTCONFIG_FILE="$here/fonts.conf" XDG_CACHE_HOME="$here/cache"
exec "$here/root/usr/lib/chromium/chromium-headless-shell" "$@"
`;

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">root/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/** Debian's headless Chromium with every library and font it needs, unpacked and not installed; starts as `chromium`. */
export function debianChromium(release: Release): Artefact {
  return {
    name: `debian-${release}-chromium`,
    fill: async (folder) => {
      const index = await obtain(packageIndex(release));
      const download = join(folder, 'download');
      await mkdir(download);
      const status = join(download, 'status');
      await writeFile(status, await describeInstalled());
      const options = [...aptOptions(index), '-o', `Dir::State::status=${status}`, '-qq'];
      const list = ['install', '--print-uris', '--no-install-recommends', ...WANTED];
      const names = readPackageNames(await runToSuccess('apt-get', [...options, ...list]));
      await runToSuccess('apt-get', [...options, 'download', ...names], { cwd: download });

      const root = join(folder, 'root');
      for (const archive of (await readdir(download)).filter((file) => file.endsWith('.deb'))) {
        await runToSuccess('dpkg-deb', ['-x', join(download, archive), root]);
      }
      await writeFile(join(folder, 'fonts.conf'), FONTS);
      await writeFile(join(folder, 'chromium'), START_SCRIPT);
      await chmod(join(folder, 'chromium'), 0o755);
      await rm(download, { recursive: true });
    },
  };
}

/** A dpkg status file in which only LEFT_OUT is installed, in a version that satisfies everybody. */
async function describeInstalled(): Promise<string> {
  const architecture = (await runToSuccess('dpkg', ['--print-architecture'])).trim();
  return LEFT_OUT.map(
    (name) =>
      `Package: ${name}\nStatus: install ok installed\nArchitecture: ${architecture}\nMulti-Arch: same\n` +
      'Version: 9999\nMaintainer: nobody\nDescription: taken as installed\n\n',
  ).join('');
}

/** Lines of `apt-get --print-uris` are `'URI' FILE BYTES HASH`; a file is named `NAME_VERSION_ARCHITECTURE.deb`. */
function readPackageNames(uris: string): string[] {
  return Array.from(uris.matchAll(/^'\S+' ([^_\s]+)_/gm), ([, name = '']) => name);
}
