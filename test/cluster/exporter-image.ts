import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { obtain } from '../support/components/artefact.ts';
import { runToSuccess } from '../support/components/command.ts';
import { NEWEST_NODE } from '../support/components/newest-node.ts';
import { copyWithLibraries, type ImageConfig, writeOciArchive } from './oci-archive.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { appVersion } = z.looseObject({ appVersion: z.string() }).parse({
  appVersion: /^appVersion: '(.*)'$/m.exec(
    readFileSync(`${root}deploy/helm/webex-exporter/Chart.yaml`, 'utf8'),
  )?.[1],
});

/** The name that the chart and the manifests give the image, so that they are installed as they are. */
export const IMAGE = `ghcr.io/webex-exporter/webex-exporter:${appVersion}`;

/**
 * Writes an archive of the exporter's image: what the Dockerfile puts together, with Node from npm and its libraries from this machine
 * as a base, since no registry of images need be reachable. Needs a build. How it is started is read from the Dockerfile.
 */
export async function packImage(archive: string): Promise<void> {
  const tree = `${archive}.root`;
  await rm(tree, { recursive: true, force: true });
  await copyWithLibraries(tree, join(await obtain(NEWEST_NODE), 'node'), 'usr/local/bin/node');
  const app = join(tree, 'app');
  await mkdir(app);
  for (const name of ['LICENSE', 'package.json', 'dist'])
    await cp(join(root, name), join(app, name), { recursive: true });
  await copyDependencies(app);
  await mkdir(join(tree, 'var', 'lib', 'webex-exporter'), { recursive: true });
  await mkdir(join(tree, 'etc'));
  await writeFile(join(tree, 'etc', 'passwd'), 'root:x:0:0::/:/sbin/nologin\n');
  const layer = `${archive}.layer`;
  await runToSuccess('tar', [
    '-cf',
    layer,
    '--owner=0',
    '--group=0',
    '--mode=u+rwX,go+rX,go-w',
    '-C',
    tree,
    '.',
  ]);
  await writeOciArchive(archive, layer, readConfig(), [IMAGE]);
  await rm(tree, { recursive: true });
  await rm(layer);
}

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
});

/** The packages that npm would install without those for development. */
async function copyDependencies(app: string): Promise<void> {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')));
  for (const [path, { dev, optional }] of Object.entries(packages)) {
    // Optional ones may be for another platform.
    if (path === '' || dev || (optional && !existsSync(join(root, path)))) continue;
    await cp(await realpath(join(root, path)), join(app, path), {
      recursive: true,
      // A package's own dependencies stand in the list too.
      filter: (source) => !/\/node_modules$|\.map$|\.[cm]?ts$/.test(source),
    });
  }
}

function readConfig(): ImageConfig {
  const dockerfile = readFileSync(`${root}Dockerfile`, 'utf8');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  const read = (instruction: string): string =>
    new RegExp(`^${instruction} (.*)$`, 'm').exec(last)?.[1] ?? '';
  return {
    User: read('USER'),
    WorkingDir: read('WORKDIR'),
    Entrypoint: z.array(z.string()).parse(JSON.parse(read('ENTRYPOINT'))),
    Env: ['NODE_ENV=production', 'PATH=/usr/local/bin:/usr/bin:/bin', 'WEBEX_EXPORTER_REVISION=cluster'],
  };
}
