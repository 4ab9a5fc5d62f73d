import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import { IMAGE } from './exporter-image.ts';
import type { Api } from './kubernetes-api.ts';
import { RESTRICTED } from './namespace.ts';
import { isReady } from './pods.ts';

const SIMULATOR_PORT = 10_055;

const podAddress = z.looseObject({ podIP: z.string() });

/** What the tests share: a simulated Webex, the priority class and the storage class that ci/ values name. */
export async function prepareCluster(
  api: Api,
): Promise<Pick<Cluster, 'simulator' | 'simulatorNamespace' | 'simulatorPod' | 'hasServiceNames'>> {
  await api.create('/apis/scheduling.k8s.io/v1/priorityclasses', {
    metadata: { name: 'monitoring' },
    value: 1000,
  });
  await copyDefaultClass(api, 'fast');
  const namespace = `webex-simulator-${randomBytes(3).toString('hex')}`;
  const name = 'simulator';
  await api.create('/api/v1/namespaces', { metadata: { name: namespace, labels: RESTRICTED } });
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  await api.create(pods, {
    metadata: { name },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name,
          image: IMAGE,
          args: ['simulate', `--simulator.listen-address=:${SIMULATOR_PORT}`],
          ports: [{ containerPort: SIMULATOR_PORT }],
          readinessProbe: { tcpSocket: { port: SIMULATOR_PORT }, periodSeconds: 1 },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  });
  const [pod] = (await api.until(pods, (found) => [...found.values()].some(isReady))).values();
  const { podIP } = podAddress.parse(pod?.['status']);
  const dns = await api.ask('GET', '/api/v1/namespaces/kube-system/services/kube-dns');
  return {
    simulator: `${podIP}:${SIMULATOR_PORT}`,
    simulatorNamespace: namespace,
    simulatorPod: name,
    hasServiceNames: dns.status === 200,
  };
}

const classList = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).optional() }),
      provisioner: z.string(),
    }),
  ),
});

/** Makes another class of the volumes that the cluster gives by default, unless it has one of that name. */
async function copyDefaultClass(api: Api, name: string): Promise<void> {
  const path = '/apis/storage.k8s.io/v1/storageclasses';
  const { items } = classList.parse(JSON.parse((await api.ask('GET', path)).text));
  const given = items.find(
    ({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
  );
  if (given === undefined) throw new Error('the cluster has no default storage class');
  const { metadata: _, ...rest } = given;
  await api.create(path, { ...rest, metadata: { name } });
}
