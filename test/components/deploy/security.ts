import { z } from 'zod';
import type { Manifest } from './helm.ts';
import { type PodSpec, readPodSpec } from './pod.ts';

const podSecurity = z.looseObject({
  runAsNonRoot: z.boolean().optional(),
  runAsUser: z.number().optional(),
  seccompProfile: z.object({ type: z.string() }).optional(),
});
const containerSecurity = podSecurity.extend({
  allowPrivilegeEscalation: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  privileged: z.boolean().optional(),
  capabilities: z
    .object({ drop: z.array(z.string()).optional(), add: z.array(z.string()).optional() })
    .optional(),
});

const ALLOWED_VOLUMES = new Set([
  'configMap',
  'emptyDir',
  'persistentVolumeClaim',
  'projected',
  'secret',
  'downwardAPI',
]);
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'];

/**
 * What keeps a manifest's pods out of a namespace with the restricted Pod Security Standard, and what the project
 * wants beyond that: a read-only root file system and no token for the Kubernetes API.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 *
 * @param strangers names of containers that users brought along, whose root file systems are their own affair
 */
export function findSecurityFaults(manifest: Manifest, strangers: readonly string[] = []): readonly string[] {
  const spec = readPodSpec(manifest);
  return spec === undefined ? [] : [...findPodFaults(spec), ...findContainerFaults(spec, strangers)];
}

function findPodFaults(spec: PodSpec): string[] {
  return [
    ...(spec['automountServiceAccountToken'] === false ? [] : ['mounts a token for the Kubernetes API']),
    ...HOST_FIELDS.filter((field) => spec[field] === true),
    ...spec.volumes.flatMap(({ name, ...source }) =>
      Object.keys(source).every((kind) => ALLOWED_VOLUMES.has(kind)) ? [] : [`volume ${name}`],
    ),
  ];
}

function findContainerFaults(spec: PodSpec, strangers: readonly string[]): string[] {
  const pod = podSecurity.parse(spec['securityContext'] ?? {});
  const containers = [...spec.initContainers, ...spec.containers];
  return containers.flatMap(({ name, securityContext }) => {
    const own = containerSecurity.parse(securityContext ?? {});
    const merged = { ...pod, ...own };
    const { drop = [], add = [] } = own.capabilities ?? {};
    const rules: Readonly<Record<string, boolean>> = {
      'runs as root': merged.runAsNonRoot === true && merged.runAsUser !== 0,
      'has no seccomp profile': merged.seccompProfile?.type === 'RuntimeDefault',
      'may gain privileges': own.allowPrivilegeEscalation === false && own.privileged !== true,
      'writes to its root file system': own.readOnlyRootFilesystem === true || strangers.includes(name),
      'keeps capabilities': drop.includes('ALL') && add.length === 0,
    };
    return Object.entries(rules).flatMap(([fault, isKept]) => (isKept ? [] : [`${name} ${fault}`]));
  });
}
