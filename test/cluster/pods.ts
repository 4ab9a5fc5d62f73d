import { z } from 'zod';
import type { KubernetesObject } from './kubernetes-api.ts';

const containerStatus = z.looseObject({
  name: z.string(),
  restartCount: z.number(),
  /** How the container ended before the last restart. */
  lastState: z
    .looseObject({ terminated: z.looseObject({ reason: z.string(), exitCode: z.number() }).optional() })
    .optional(),
  state: z
    .looseObject({
      running: z.looseObject({ startedAt: z.string() }).optional(),
      terminated: z.looseObject({ exitCode: z.number(), finishedAt: z.string() }).optional(),
    })
    .optional(),
});

const podStatus = z.looseObject({
  phase: z.string().optional(),
  conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]),
  containerStatuses: z.array(containerStatus).default([]),
  initContainerStatuses: z.array(containerStatus).default([]),
});

export type ContainerStatus = z.output<typeof containerStatus>;

export function isReady({ status, metadata }: KubernetesObject): boolean {
  if (metadata['deletionTimestamp'] !== undefined) return false;
  const { conditions } = podStatus.parse(status ?? {});
  return conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

/** Its containers have been started, whatever is ready. */
export function isRunning({ status, metadata }: KubernetesObject): boolean {
  return metadata['deletionTimestamp'] === undefined && podStatus.parse(status ?? {}).phase === 'Running';
}

/** Of the container of that name, of init containers too; undefined before there is one. */
export function containerOf(
  { status }: KubernetesObject,
  name = 'webex-exporter',
): ContainerStatus | undefined {
  const { containerStatuses, initContainerStatuses } = podStatus.parse(status ?? {});
  return [...initContainerStatuses, ...containerStatuses].find((container) => container.name === name);
}
