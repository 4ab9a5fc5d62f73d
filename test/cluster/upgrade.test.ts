import { expect, it } from 'vitest';
import { z } from 'zod';
import { createHelm } from '../components/deploy/helm.ts';
import type { Cluster } from './cluster.ts';
import { describeCluster } from './describe-cluster.ts';
import type { KubernetesObject } from './kubernetes-api.ts';
import { CREDENTIALS, type Namespace } from './namespace.ts';
import { isReady } from './pods.ts';
import { realValues, requireSuccess, rollback, upgrade } from './release.ts';

const named = z.object({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string(), uid: z.string() }) })),
});

async function list({ run }: Namespace, kinds: string): Promise<readonly { name: string; uid: string }[]> {
  const { items } = named.parse(JSON.parse(await run(['get', kinds, '--output', 'json'])));
  return items.map(({ metadata: { name, uid } }) => ({ name, uid }));
}

async function namesOf(namespace: Namespace, kinds: string): Promise<readonly string[]> {
  return (await list(namespace, kinds)).map(({ name }) => name).sort();
}

async function untilReady(
  { untilPods }: Namespace,
  names: readonly RegExp[],
): Promise<readonly KubernetesObject[]> {
  return untilPods(
    (pods) =>
      pods.length === names.length &&
      pods.every(isReady) &&
      names.every((name) => pods.some(({ metadata }) => name.test(metadata.name))),
  );
}

const persistent = { persistence: { enabled: true } };

async function start(namespace: Namespace, cluster: Cluster, others: object): Promise<void> {
  await namespace.putSecret('webex-exporter', CREDENTIALS);
  requireSuccess(await upgrade(namespace, realValues(cluster, others)));
}

describeCluster('persistence of one pod', 'one', ({ cluster, namespace }) => {
  it('is turned on and off by plain upgrades, and back', async () => {
    const at = namespace();
    await start(at, cluster, {});
    expect(await namesOf(at, 'pvc')).toEqual([]);
    requireSuccess(await upgrade(at, realValues(cluster, persistent)));
    expect(await namesOf(at, 'pvc')).toEqual(['webex-exporter-state']);
    requireSuccess(await upgrade(at, realValues(cluster)));
    await untilReady(at, [/^webex-exporter-/]);
    await at.run(['wait', '--for=delete', 'pvc/webex-exporter-state', '--timeout=60s']);
    requireSuccess(await rollback(at, 2));
    expect(await namesOf(at, 'pvc')).toEqual(['webex-exporter-state']);
    await untilReady(at, [/^webex-exporter-/]);
  });

  it('finds the same volume again where it was to be kept', async () => {
    const at = namespace();
    const keep = {
      persistence: { enabled: true, annotations: { 'helm.sh/resource-policy': 'keep' } },
    };
    requireSuccess(await upgrade(at, realValues(cluster, keep)));
    const kept = await list(at, 'pvc');
    requireSuccess(await upgrade(at, realValues(cluster)));
    requireSuccess(await upgrade(at, realValues(cluster, keep)));
    expect(await list(at, 'pvc')).toEqual(kept);
  });

  it.each<[string, object, string, string]>([
    [
      'shrink',
      { persistence: { enabled: true, size: '512Mi' } },
      'size from 1Gi to 512Mi',
      'delete pvc webex-exporter-state',
    ],
    [
      'get another class',
      { persistence: { enabled: true, storageClass: 'another' } },
      'to another',
      'delete pvc webex-exporter-state',
    ],
    [
      'get other labels',
      { ...persistent, nameOverride: 'exporter' },
      'nameOverride',
      'delete deployment webex-exporter',
    ],
  ])('cannot %s: told before anything is touched, with the command', async (_, others, words, command) => {
    const at = namespace();
    const read = (): Promise<string> => at.run(['get', 'deployment,pvc,secret,service', '--output', 'name']);
    const before = await read();
    const refused = await upgrade(at, realValues(cluster, others));
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain(words);
    expect(refused.stderr).toContain(command);
    expect(await read()).toBe(before);
  });
});

describeCluster('persistence of shards', 'shards', ({ cluster, namespace }) => {
  const shards = (others: object): object => realValues(cluster, { shards: 2, ...others });

  it('is turned on and off by plain upgrades, and back to the same volumes', async () => {
    const at = namespace();
    await start(at, cluster, { shards: 2 });
    expect(await namesOf(at, 'statefulset')).toEqual(['webex-exporter-memory']);

    requireSuccess(await upgrade(at, shards(persistent)));
    await untilReady(at, [/^webex-exporter-0$/, /^webex-exporter-1$/]);
    expect(await namesOf(at, 'statefulset')).toEqual(['webex-exporter']);
    const claims = await list(at, 'pvc');
    expect(claims).toHaveLength(2);

    requireSuccess(await upgrade(at, shards({})));
    await untilReady(at, [/^webex-exporter-memory-0$/, /^webex-exporter-memory-1$/]);

    requireSuccess(await rollback(at, 2));
    await untilReady(at, [/^webex-exporter-0$/, /^webex-exporter-1$/]);
    expect(await namesOf(at, 'statefulset')).toEqual(['webex-exporter']);
    expect(await list(at, 'pvc')).toEqual(claims);
  });

  it('cannot get another size: told before anything is touched, with commands that make way', async () => {
    const at = namespace();
    const pods = (await list(at, 'pods')).map(({ uid }) => uid);
    const sets = await list(at, 'statefulset');
    const values = shards({ persistence: { enabled: true, size: '2Gi' } });
    const refused = await upgrade(at, values);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('size from 1Gi to 2Gi');
    expect(await list(at, 'statefulset')).toEqual(sets);
    const history = await at.helm.run([
      'history',
      'webex-exporter',
      '--namespace',
      at.name,
      '--output',
      'json',
    ]);
    expect(JSON.parse(history.stdout)).toHaveLength(4);

    const [, command = ''] = /^ +kubectl (.*delete statefulset.*)$/m.exec(refused.stderr) ?? [];
    await at.run(command.split(' '));
    expect((await list(at, 'pods')).map((pod) => pod.uid)).toEqual(pods);
    requireSuccess(await upgrade(at, values));
    await untilReady(at, [/^webex-exporter-0$/, /^webex-exporter-1$/]);
    expect(await list(at, 'pvc')).toHaveLength(2);
  });
});

describeCluster('the number of pods', 'number', ({ cluster, namespace }) => {
  it('goes from one to several and back, by Helm 3 and its patches', async () => {
    const at = { ...namespace(), helm: createHelm(cluster.helm3) };
    await start(at, cluster, {});
    const values = realValues(cluster, { shards: 3 });
    requireSuccess(await upgrade(at, values));
    await untilReady(at, [/-memory-0$/, /-memory-1$/, /-memory-2$/]);
    expect(await namesOf(at, 'deployment')).toEqual([]);
    requireSuccess(await rollback(at, 1));
    await untilReady(at, [/^webex-exporter-[a-z0-9]+-[a-z0-9]+$/]);
    expect(await namesOf(at, 'statefulset')).toEqual([]);
  });
});
