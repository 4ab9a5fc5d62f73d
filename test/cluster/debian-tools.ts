import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artefact, obtain } from '../support/components/artefact.ts';
import { runToSuccess } from '../support/components/command.ts';
import { aptOptions, packageIndex } from '../support/components/debian.ts';

/** What a node needs besides Kubernetes, with the libraries that a small image of Debian lacks. */
const PACKAGES = ['containerd', 'runc', 'containernetworking-plugins', 'catatonit', 'libseccomp2'];

/** A tree of Debian's packages, unpacked and not installed: `usr/bin/containerd` and so on. */
export const containerTools: Artefact = {
  name: 'debian-bookworm-container-tools',
  fill: async (folder) => {
    const index = await obtain(packageIndex('bookworm'));
    const download = join(folder, 'download');
    await mkdir(download);
    await runToSuccess('apt-get', [...aptOptions(index), '-qq', 'download', ...PACKAGES], { cwd: download });
    for (const archive of await readdir(download)) {
      await runToSuccess('dpkg-deb', ['-x', join(download, archive), folder]);
    }
    await rm(download, { recursive: true });
  },
};
