import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact } from './artefact.ts';
import type { Release } from './debian.ts';
import { unpackTree } from './debian-tree.ts';

/** A browser without windows, and letters to draw. */
const WANTED = ['chromium-headless-shell', 'fonts-dejavu-core'];

/**
 * libc6 must be the machine's: it belongs to the loader that starts the program. The other two are for desktops and bring a
 * graphics driver with a compiler.
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
      await unpackTree(folder, { release, packages: WANTED, leftOut: LEFT_OUT });
      await writeFile(join(folder, 'fonts.conf'), FONTS);
      await writeFile(join(folder, 'chromium'), START_SCRIPT);
      await chmod(join(folder, 'chromium'), 0o755);
    },
  };
}
