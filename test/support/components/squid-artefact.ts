import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact } from './artefact.ts';
import type { Release } from './debian.ts';
import { unpackTree } from './debian-tree.ts';

/** libc6 is the machine's, as it belongs to the loader; the others serve an installation and bring Perl and cron jobs. */
const LEFT_OUT = ['libc6', 'logrotate', 'libdbi-perl', 'perl', 'lsb-base', 'netbase', 'adduser', 'ssl-cert'];

const START_SCRIPT = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
for folder in "$here"/root/usr/lib/*-linux-gnu* "$here"/root/lib/*-linux-gnu*; do
  LD_LIBRARY_PATH="$folder\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH
exec "$here/root/usr/sbin/squid" "$@"
`;

/** Debian's Squid with TLS and every library it needs, unpacked and not installed; starts as `squid`. */
export function debianSquid(release: Release): Artefact {
  return {
    name: `debian-${release}-squid`,
    fill: async (folder) => {
      await unpackTree(folder, { release, packages: ['squid-openssl'], leftOut: LEFT_OUT });
      await writeFile(join(folder, 'squid'), START_SCRIPT);
      await chmod(join(folder, 'squid'), 0o755);
    },
  };
}
