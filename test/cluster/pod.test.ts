import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeCluster } from './describe-cluster.ts';
import { CREDENTIALS } from './namespace.ts';
import { containerOf, isReady } from './pods.ts';
import { realValues, requireSuccess, upgrade } from './release.ts';

describeCluster('a pod beside a simulated Webex', 'demo', ({ namespace }) => {
  it('shows its figures', async () => {
    const { untilPods, untilPage } = namespace();
    requireSuccess(await upgrade(namespace(), { simulator: { enabled: true } }));
    const [pod] = await untilPods((pods) => pods.some(isReady));
    const page = await untilPage(pod?.metadata.name ?? '', '/metrics', /^webex_meetings\{/m);
    expect(page).toContain('webex_poll_success');
    expect(pod && containerOf(pod)?.restartCount).toBe(0);
  });

  it('is healthy as its image asks', async () => {
    const check = ['node', '/app/dist/main.js', 'health', '--of-process=1'];
    const asked = await namespace().kubectl(['exec', 'deployment/webex-exporter', '--', ...check]);
    expect(asked).toMatchObject({ code: 0, stdout: '' });
  });
});

const stats = z.object({
  pods: z.array(
    z.looseObject({
      podRef: z.looseObject({ namespace: z.string() }),
      containers: z.array(
        z.looseObject({
          name: z.string(),
          memory: z.looseObject({ workingSetBytes: z.number().optional() }).optional(),
        }),
      ),
    }),
  ),
});

const MIB = 1_048_576;

/** Close to the most that an answer may hold, 1 MiB and 10 000 entries: countries that are all different. */
function worstAnswer(siteUrl: string): string {
  const participantsByLocation = Array.from({ length: 9000 }, (_, index) => ({
    country: `${index} ${'Länder und Leute '.repeat(3)}`,
    totalParticipants: index + 1,
  }));
  const metrics = { totalMeetings: 1, totalParticipants: 2, participantsByLocation };
  const body = JSON.stringify({ siteUrl, startDate: '2026-01-01', endDate: '2026-01-01', metrics });
  expect(Buffer.byteLength(body)).toBeLessThan(MIB);
  return body;
}

describeCluster('the memory of a pod', 'memory', ({ cluster, namespace }) => {
  it('stays within the limit of the chart while the worst answers come', async () => {
    const { name, api, putSecret, untilPods, untilPage, simulator } = namespace();
    await putSecret('webex-exporter', CREDENTIALS);
    const settings = { pollInterval: '15s', requestsPerMinute: 10_000, pollConcurrency: 20 };
    const sites = ['acme-apac.webex.com', 'acme-labs.webex.com'];
    const windows = Array.from({ length: 5 }, (_, index) => `${index + 1}d`);
    const values = realValues(cluster);
    const merged = z.looseObject({ settings: z.looseObject({}) }).parse(values);
    requireSuccess(
      await upgrade(namespace(), {
        ...merged,
        settings: { ...merged.settings, ...settings, sites, windows },
      }),
    );
    const [pod] = await untilPods((pods) => pods.some(isReady));
    const podName = pod?.metadata.name ?? '';
    for (const site of sites) {
      const answer = await simulator('PUT', `/simulator/faults/${site}`, {
        kind: 'raw',
        body: worstAnswer(site),
      });
      expect(answer.status).toBeLessThan(300);
    }
    // The last of the windows has been answered so.
    await untilPage(
      podName,
      '/metrics',
      /^webex_folded_label_values\{.*window="5d".*label="country"\} 8700$/m,
    );
    for (const site of sites) {
      await simulator('PUT', `/simulator/faults/${site}`, { kind: 'oversize' });
    }
    await untilPage(podName, '/metrics', /^webex_polls_total\{.*outcome="invalid_response".*\} [1-9]/m);

    const nodes = z
      .object({ items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })) })
      .parse(JSON.parse((await api.ask('GET', '/api/v1/nodes')).text));
    const used: number[] = [];
    for (const { metadata } of nodes.items) {
      const { text } = await api.ask('GET', `/api/v1/nodes/${metadata.name}/proxy/stats/summary`);
      const own = stats.parse(JSON.parse(text)).pods.filter(({ podRef }) => podRef.namespace === name);
      used.push(
        ...own.flatMap(({ containers }) => containers.map(({ memory }) => memory?.workingSetBytes ?? 0)),
      );
    }
    const limit = 256 * MIB;
    process.stdout.write(
      `cluster: memory under the worst answers: ${used.map((bytes) => Math.round(bytes / MIB)).join()} MiB\n`,
    );
    expect(Math.max(...used)).toBeGreaterThan(0);
    expect(Math.max(...used)).toBeLessThan(limit);
    const [after] = await untilPods((pods) => pods.some(isReady));
    // One that was killed for its memory would say so.
    expect(after && containerOf(after)?.lastState?.terminated).toBeUndefined();
    for (const site of sites) await simulator('DELETE', `/simulator/faults/${site}`);
  });
});

describeCluster('the end of a pod', 'end', ({ cluster, namespace }) => {
  it.each(['eviction', 'delete'])('comes by itself within 5 seconds of its %s', async (way) => {
    const { name, api, putSecret, untilPods } = namespace();
    await putSecret('webex-exporter', CREDENTIALS);
    requireSuccess(await upgrade(namespace(), realValues(cluster, { terminationGracePeriodSeconds: 5 })));
    const [pod] = await untilPods((pods) => pods.length === 1 && pods.every(isReady));
    const podName = pod?.metadata.name ?? '';
    const path = `/api/v1/namespaces/${name}/pods/${podName}`;
    // One that is killed after its 5 seconds ends with 137; the kubelet says how it ended before the pod is gone.
    const ended = api.until(
      `/api/v1/namespaces/${name}/pods?fieldSelector=metadata.name%3D${podName}`,
      (pods) => [...pods.values()].some((found) => containerOf(found)?.state?.terminated !== undefined),
    );
    const { status } =
      way === 'eviction'
        ? await api.ask('POST', `${path}/eviction`, {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name: podName },
          })
        : await api.ask('DELETE', path);
    expect(status).toBeLessThan(300);
    const [last] = (await ended).values();
    expect(last && containerOf(last)?.state?.terminated?.exitCode).toBe(0);
  });
});

describeCluster('the test that the chart brings along', 'helm-test', ({ cluster, namespace }) => {
  it.skipIf(!cluster.hasServiceNames)('passes where services have names', async () => {
    const { helm, name } = namespace();
    requireSuccess(await upgrade(namespace(), { simulator: { enabled: true } }));
    const tested = await helm.run(['test', 'webex-exporter', '--namespace', name, '--timeout', '120s']);
    expect(tested).toMatchObject({ code: 0 });
  });
});
