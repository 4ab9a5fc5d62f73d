import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runToSuccess } from '../support/components/command.ts';

/** The parts of an image's configuration that the tests use. */
export interface ImageConfig {
  readonly Entrypoint: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
}

interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes an archive of an image with one layer, in the layout that `ctr images import` and `kind load image-archive` read:
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 *
 * @param layer a tar file
 */
export async function writeOciArchive(
  archive: string,
  layer: string,
  config: ImageConfig,
  names: readonly string[],
): Promise<void> {
  const layout = `${archive}.layout`;
  await rm(layout, { recursive: true, force: true });
  const blobs = join(layout, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });

  const put = async (mediaType: string, content: Buffer): Promise<Blob> => {
    const digest = createHash('sha256').update(content).digest('hex');
    await writeFile(join(blobs, digest), content);
    return { mediaType, digest: `sha256:${digest}`, size: content.length };
  };
  const putJson = (mediaType: string, value: object): Promise<Blob> =>
    put(mediaType, Buffer.from(JSON.stringify(value)));

  const layerBlob = await put('application/vnd.oci.image.layer.v1.tar', await readFile(layer));
  const image = {
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: [layerBlob.digest] },
  };
  const configBlob = await putJson('application/vnd.oci.image.config.v1+json', image);
  const manifest = await putJson('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: configBlob,
    layers: [layerBlob],
  });
  const manifests = names.map((name) => ({
    ...manifest,
    annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name },
  }));
  await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  await writeFile(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await runToSuccess('tar', ['-cf', archive, '-C', layout, '.']);
  await rm(layout, { recursive: true });
}

/** Copies a program to a path below `root`, and the libraries of this machine that it is linked with to where they are here. */
export async function copyWithLibraries(root: string, program: string, to: string): Promise<void> {
  const libraries = (await runToSuccess('ldd', [program])).match(/\/\S+/g) ?? [];
  const target = join(root, to);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(program, target);
  for (const library of libraries) {
    await mkdir(dirname(join(root, library)), { recursive: true });
    await copyFile(library, join(root, library));
  }
}
