import { z } from 'zod';
import type { Manifest } from './helm.ts';

const variable = z.looseObject({ name: z.string(), value: z.string().optional() });

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  restartPolicy: z.string().optional(),
  args: z.array(z.string()).default([]),
  env: z.array(variable).default([]),
  ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.number() })).default([]),
  securityContext: z.looseObject({}).optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
});

/** A container of a pod. */
export type Container = z.output<typeof container>;

const podSpec = z.looseObject({
  initContainers: z.array(container).default([]),
  containers: z.array(container),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});

/** A pod's specification. */
export type PodSpec = z.output<typeof podSpec>;

const workload = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.looseObject({
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()).default({}),
      }),
      spec: podSpec,
    }),
  }),
});

/** What a Deployment or a StatefulSet makes its pods from. */
export type PodTemplate = z.output<typeof workload>['spec']['template'];

const pod = z.object({ spec: podSpec });

const WORKLOADS = new Set(['Deployment', 'StatefulSet']);

/** The pod template of the one workload among the objects; throws when there is none or more than one. */
export function readPodTemplate(manifests: readonly Manifest[]): PodTemplate {
  const [found, ...more] = manifests.filter(({ kind }) => WORKLOADS.has(kind));
  if (found === undefined || more.length > 0) throw new Error('not exactly one workload');
  return workload.parse(found).spec.template;
}

/** The specification of the pod that an object is or makes; undefined for other objects. */
export function readPodSpec(manifest: Manifest): PodSpec | undefined {
  if (WORKLOADS.has(manifest.kind)) return workload.parse(manifest).spec.template.spec;
  return manifest.kind === 'Pod' ? pod.parse(manifest).spec : undefined;
}

/** The container of that name, init containers included. */
export function readContainer({ initContainers, containers }: PodSpec, name = 'webex-exporter'): Container {
  const found = [...initContainers, ...containers].find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no container is named ${name}`);
  return found;
}

/** The plain values of a container's variables; those from elsewhere are left out. */
export function readEnvironment({ env }: Container): Readonly<Record<string, string>> {
  return Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}
