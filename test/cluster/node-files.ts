import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

export const ADDRESS = '10.123.0.1';

const ADMIN_TOKEN = 'admin-token';
const NODE_TOKEN = 'node-token';

/** Folders of the volumes that are offered. */
export const VOLUME_FOLDERS = Array.from({ length: 48 }, (_, index) => `volumes/${index}`);

/** Writes what the processes of a node read, into its folder. `tools` is the tree of Debian's packages. */
export async function writeNodeFiles(folder: string, tools: string, cgroup: string): Promise<void> {
  for (const name of ['logs/pods', 'cni', 'bin', ...VOLUME_FOLDERS]) {
    await mkdir(join(folder, name), { recursive: true });
  }
  // Volumes of a path on the node are not given to the pod's group; the mode must let it in.
  for (const name of VOLUME_FOLDERS) await chmod(join(folder, name), 0o777);
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  await write('service-account.key', privateKey);
  await write('service-account.pem', publicKey);
  await write(
    'tokens.csv',
    `${ADMIN_TOKEN},admin,admin,system:masters\n${NODE_TOKEN},system:node:node1,node1,system:nodes\n`,
  );
  await write('admin.kubeconfig', toKubeconfig(ADMIN_TOKEN));
  await write('node.kubeconfig', toKubeconfig(NODE_TOKEN));
  await write('resolv.conf', `nameserver ${ADDRESS}\n`);
  await write('kubelet.yaml', stringify(toKubeletConfig(folder, cgroup)));
  await write('containerd.toml', toContainerdConfig(folder, tools));
  await write('cni/10-bridge.conflist', JSON.stringify(toNetwork(folder)));
}

function toKubeconfig(token: string): string {
  const cluster = { server: `https://${ADDRESS}:6443`, 'insecure-skip-tls-verify': true };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'own', cluster }],
    users: [{ name: 'own', user: { token } }],
    contexts: [{ name: 'own', context: { cluster: 'own', user: 'own' } }],
    'current-context': 'own',
  });
}

function toKubeletConfig(folder: string, cgroup: string): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: cgroup,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    oomScoreAdj: 0,
    podLogsDir: join(folder, 'logs', 'pods'),
    resolvConf: join(folder, 'resolv.conf'),
    // Nobody but the tests is in this network.
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    // Mounted Secrets are brought up to date with the pod, which is looked at this often.
    syncFrequency: '5s',
    maxPods: 250,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '100Mi', 'imagefs.available': '100Mi' },
    imageGCHighThresholdPercent: 100,
  };
}

function toContainerdConfig(folder: string, tools: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `
version = 2
root = "${folder}/containerd/root"
state = "${folder}/containerd/state"
[grpc]
  address = "${folder}/containerd.sock"
[${cri}]
  sandbox_image = "docker.io/local/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  BinaryName = "${tools}/usr/sbin/runc"
[${cri}.cni]
  bin_dir = "${tools}/usr/lib/cni"
  conf_dir = "${folder}/cni"
`;
}

function toNetwork(folder: string): object {
  const ipam = {
    type: 'host-local',
    ranges: [[{ subnet: '10.125.0.0/16' }]],
    routes: [{ dst: '0.0.0.0/0' }],
    dataDir: join(folder, 'addresses'),
  };
  return {
    cniVersion: '0.4.0',
    name: 'pods',
    plugins: [{ type: 'bridge', bridge: 'pods', isGateway: true, ipMasq: false, ipam }],
  };
}
