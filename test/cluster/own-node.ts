import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { obtain } from '../support/components/artefact.ts';
import { runCommand, runToSuccess } from '../support/components/command.ts';
import { onceDead } from '../support/components/guard.ts';
import { startProcess, type RunningProcess } from '../support/components/process.ts';
import { containerTools } from './debian-tools.ts';
import { nodeProgram, requireGo } from './go-build.ts';
import { ADDRESS, VOLUME_FOLDERS, writeNodeFiles } from './node-files.ts';
import { writeOciArchive } from './oci-archive.ts';
import { writeProgram } from './program.ts';

export interface OwnNode {
  /** Path of the file by which an administrator is connected to it. */
  readonly kubeconfig: string;
  /** Words before a command by which it runs in the node's network. */
  readonly enter: readonly string[];
  /** Kills everything in it; the kernel takes the mounts and the network with it. */
  readonly stop: () => Promise<void>;
}

export interface NodeOptions {
  /** Empty; everything is written there. */
  readonly folder: string;
  readonly kubectl: string;
  readonly say: (line: string) => void;
}

const machine = fileURLToPath(new URL('machine.sh', import.meta.url));
const CGROUPS = '/sys/fs/cgroup';
const PATIENCE_MS = 180_000;

/** Makes a Kubernetes node here, and leaves a command `bin/load-image` in the folder. Rejects with what is missing. */
export async function startNode({ folder, kubectl, say }: NodeOptions): Promise<OwnNode> {
  if (process.platform !== 'linux') throw new Error('needs KUBECONFIG, or Linux for a node of its own');
  if (process.getuid?.() !== 0) throw new Error('needs KUBECONFIG, or root for a node of its own');
  await requireGo();
  say('a node of its own: building Kubernetes, which takes some ten minutes the first time');
  const [tools, program] = await Promise.all([obtain(containerTools), obtain(nodeProgram)]);
  const cgroup = basename(folder);
  await writeNodeFiles(folder, tools, `/${cgroup}`);
  for (const hierarchy of await listHierarchies()) await mkdir(join(hierarchy, cgroup), { recursive: true });

  const unshare = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const first = ['sh', machine, folder, join(program, 'kubernetes'), tools, ADDRESS];
  const namespaces = await startProcess('unshare', [...unshare, ...first]);
  // Where the tests are killed, so is the node; what it has left is looked for by its name.
  const callOff = onceDead(
    `sleep 2; find ${CGROUPS} -depth -type d -path "*/$0*" -exec rmdir {} +; rm -rf "${folder}"`,
    cgroup,
  );
  const stop = async (): Promise<void> => {
    await namespaces.stop('SIGKILL');
    await removeCgroups(cgroup);
    callOff();
  };
  try {
    const enter = ['nsenter', `--net=/proc/${await firstProcess(namespaces)}/ns/net`];
    await writeProgram(folder, 'load-image', [
      join(tools, 'usr/bin/ctr'),
      `--address=${join(folder, 'containerd.sock')}`,
      '--namespace=k8s.io',
      'images',
      'import',
    ]);
    const kubeconfig = join(folder, 'admin.kubeconfig');
    const client = await writeProgram(folder, 'client', [
      ...enter,
      'env',
      `KUBECONFIG=${kubeconfig}`,
      `HOME=${folder}`,
      kubectl,
    ]);
    await waitFor('the API server', () => succeeds(client, ['get', '--raw', '/readyz']), namespaces, folder);
    await waitFor('containerd', async () => existsSync(join(folder, 'containerd.sock')), namespaces, folder);
    await loadPause(folder, tools);
    await runToSuccess(client, ['apply', '--filename', await writeVolumes(folder)]);
    await waitFor('the node', () => isNodeReady(client), namespaces, folder);
    return { kubeconfig, enter, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstProcess({ pid, exited }: RunningProcess): Promise<number> {
  const ended = { is: false };
  void exited.then(() => (ended.is = true));
  while (!ended.is) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    const [child] = children.split(' ');
    if (child) return Number(child);
    await pause();
  }
  throw new Error('needs a kernel and rights to unshare namespaces');
}

async function waitFor(
  what: string,
  isThere: () => Promise<boolean>,
  machineProcess: RunningProcess,
  folder: string,
): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!(await isThere())) {
    if (Date.now() > endMs)
      throw new Error(`${what} did not get ready.\n${await readLogs(folder, machineProcess)}`);
    await pause();
  }
}

async function readLogs(folder: string, { stderr }: RunningProcess): Promise<string> {
  const names = (await readdir(join(folder, 'logs'))).filter((name) => name.endsWith('.log'));
  const tails = names.map(async (name) => {
    const lines = (await readFile(join(folder, 'logs', name), 'utf8')).trimEnd().split('\n');
    return `== ${name}\n${lines.slice(-15).join('\n')}`;
  });
  return [...stderr, ...(await Promise.all(tails))].join('\n');
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return (await runCommand(command, args)).code === 0;
}

async function isNodeReady(kubectl: string): Promise<boolean> {
  const format = `jsonpath={.items[0].status.conditions[?(@.type=="Ready")].status}`;
  return (await runCommand(kubectl, ['get', 'nodes', '--output', format])).stdout === 'True';
}

/** The image of the container that holds a pod's namespaces: Debian's static catatonit. */
async function loadPause(folder: string, tools: string): Promise<void> {
  const tree = join(folder, 'pause');
  await mkdir(tree);
  await copyFile(join(tools, 'usr/bin/catatonit'), join(tree, 'pause'));
  await runToSuccess('tar', ['-cf', `${tree}.layer`, '-C', tree, '.']);
  await writeOciArchive(`${tree}.tar`, `${tree}.layer`, { Entrypoint: ['/pause', '-P'] }, [
    'docker.io/local/pause:1',
  ]);
  await runToSuccess(join(folder, 'bin', 'load-image'), [`${tree}.tar`]);
}

/** Two classes of volumes made beforehand, of which the first is the default. */
async function writeVolumes(folder: string): Promise<string> {
  const classes = ['standard', 'fast'].map((name, index) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': String(index === 0) } },
    provisioner: 'kubernetes.io/no-provisioner',
  }));
  const volumes = VOLUME_FOLDERS.map((path, index) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `volume-${index}` },
    spec: {
      storageClassName: index < 4 ? 'fast' : 'standard',
      capacity: { storage: '4Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: join(folder, path) },
    },
  }));
  const file = join(folder, 'volumes.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...classes, ...volumes] }));
  return file;
}

/** Of cgroups 1 each controller has one, of cgroups 2 there is one. */
async function listHierarchies(): Promise<readonly string[]> {
  if (existsSync(join(CGROUPS, 'cgroup.controllers'))) return [CGROUPS];
  return (await readdir(CGROUPS)).map((name) => join(CGROUPS, name));
}

async function removeCgroups(name: string): Promise<void> {
  for (const hierarchy of await listHierarchies()) await removeCgroup(join(hierarchy, name));
}

/** A group goes when its own are gone and the kernel has done with its processes. */
async function removeCgroup(path: string): Promise<void> {
  if (!existsSync(path)) return;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
  }
  for (let attempt = 0; attempt < 50; attempt++) {
    const isGone = await rmdir(path).then(
      () => true,
      () => !existsSync(path),
    );
    if (isGone) return;
    await pause();
  }
  throw new Error(`${path} is still in use`);
}

async function pause(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
}
