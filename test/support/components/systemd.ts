import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact } from './artefact.ts';
import { debianTree } from './debian.ts';

const tree = debianTree('bookworm', 'systemd', [
  'systemd',
  'libsystemd-shared',
  'libsystemd0',
  // What these are linked with and small images lack.

  'libacl1',
  'libcap2',
  'libgcrypt20',
  'libgpg-error0',
  'libip4tc2',
  'libkmod2',
  'libp11-kit0',
  'libseccomp2',
]);

const LIBRARIES = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu/systemd'];

/** Programs of systemd that need no running systemd, each by a script that finds its libraries and the system's own units. */
export const debianSystemd: Artefact = {
  ...tree,
  fill: async (folder) => {
    await tree.fill(folder);
    for (const program of ['systemd-analyze', 'systemd-socket-activate']) {
      const script = [
        '#!/bin/sh',
        'here=$(dirname "$(readlink -f "$0")")',
        `LD_LIBRARY_PATH=${LIBRARIES.map((path) => `$here/${path}`).join(':')} SYSTEMD_UNIT_PATH=$here/lib/systemd/system: \\`,
        `  exec "$here/usr/bin/${program}" "$@"`,
      ];
      await writeFile(join(folder, program), `${script.join('\n')}\n`);
      await chmod(join(folder, program), 0o755);
    }
  },
};
