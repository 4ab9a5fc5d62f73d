import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { component, type ComponentName } from '../support/components/component.ts';
import { runToSuccess } from '../support/components/command.ts';
import { startProcess } from '../support/components/process.ts';
import { installDefinitions } from './definitions.ts';
import { IMAGE, packImage } from './exporter-image.ts';
import { createApi } from './kubernetes-api.ts';
import { startNode } from './own-node.ts';
import { prepareCluster } from './prepare-cluster.ts';
import { writeProgram } from './program.ts';

/** A Kubernetes cluster as the tests reach it; a plain object, since vitest hands it to its workers. */
export interface Cluster {
  /** A `kubectl` and a `helm` that are connected to it. */
  readonly kubectl: string;
  readonly helm: string;
  readonly helm3: string;
  /** Unix socket on which `kubectl proxy` serves its API. */
  readonly apiSocket: string;
  /** `HOST:PORT` of a simulated Webex that pods can reach, in the namespace below. */
  readonly simulator: string;
  readonly simulatorNamespace: string;
  readonly simulatorPod: string;
  /** Whether it has kube-proxy and a DNS, so that services can be reached by their names. */
  readonly hasServiceNames: boolean;
  /** Words before a command by which it runs where a command of the cluster listens. */
  readonly enter: readonly string[];
}

export interface OpenedCluster {
  readonly cluster: Cluster;
  readonly close: () => Promise<void>;
}

/**
 * The cluster of `KUBECONFIG`, or without that variable a node made here, which needs root and Go. Rejects with what is missing.
 * `CLUSTER_LOAD_IMAGE` is a command that is given the path of the image's archive, e.g. `kind load image-archive`.
 */
export async function openCluster(
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<OpenedCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'webex-cluster-'));
  const closers: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const tools = await findTools();
    const given = env['KUBECONFIG'];
    const apiSocket = join(folder, 'api.sock');
    let kubeconfig = given ?? '';
    let enter: readonly string[] = [];
    if (!given) {
      const node = await startNode({ folder, kubectl: tools.kubectl, say });
      closers.push(node.stop);
      ({ kubeconfig, enter } = node);
    }
    // kubectl keeps what it has learnt in the home folder.
    const connect = (name: keyof Tools): Promise<string> =>
      writeProgram(folder, name, [
        ...enter,
        'env',
        `KUBECONFIG=${kubeconfig}`,
        `HOME=${folder}`,
        tools[name],
      ]);
    const connected: Tools = {
      kubectl: await connect('kubectl'),
      helm: await connect('helm'),
      helm3: await connect('helm3'),
    };
    const proxy = await startProcess(connected.kubectl, [
      'proxy',
      `--unix-socket=${apiSocket}`,
      '--reject-paths=^$',
    ]);
    closers.push(async () => {
      await proxy.stop();
    });
    await proxy.waitForLine(/Starting to serve/);

    const archive = join(folder, 'image.tar');
    await packImage(archive);
    await loadImage(archive, given ? env['CLUSTER_LOAD_IMAGE'] : join(folder, 'bin', 'load-image'), say);
    const api = createApi(apiSocket);
    await installDefinitions(connected.kubectl);
    const simulator = await prepareCluster(api);
    say(`ready: Kubernetes ${await api.version()}, image ${IMAGE}`);
    return { cluster: { ...connected, ...simulator, apiSocket, enter }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface Tools {
  readonly kubectl: string;
  readonly helm: string;
  readonly helm3: string;
}

async function findTools(): Promise<Tools> {
  const [kubectl, helm, helm3] = await Promise.all([pathOf('kubectl'), pathOf('helm'), pathOf('helm-3')]);
  return { kubectl, helm, helm3 };
}

async function pathOf(name: ComponentName): Promise<string> {
  const found = await component(name);
  if ('missing' in found) throw new Error(`${name} is not available here (${found.missing})`);
  return found.path;
}

async function loadImage(
  archive: string,
  command: string | undefined,
  say: (line: string) => void,
): Promise<void> {
  if (command === undefined) {
    say(`CLUSTER_LOAD_IMAGE is not set: the cluster must have ${IMAGE} already`);
    return;
  }
  await runToSuccess('sh', ['-c', `${command} "$0"`, archive]);
}
