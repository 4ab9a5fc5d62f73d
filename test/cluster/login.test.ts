import { expect, it } from 'vitest';
import { startProcess } from '../support/components/process.ts';
import { describeCluster } from './describe-cluster.ts';
import { CREDENTIALS } from './namespace.ts';
import { containerOf, isReady, isRunning } from './pods.ts';
import { realValues, requireSuccess, upgrade } from './release.ts';

describeCluster('a login in the pod', 'login', ({ cluster, namespace }) => {
  it('makes it ready, and its tokens outlive the pod', async () => {
    const { putSecret, run, untilPods, untilPage, simulator } = namespace();
    const { 'client-id': clientId = '', 'client-secret': clientSecret = '' } = CREDENTIALS;
    await putSecret('webex-exporter', { 'client-id': clientId, 'client-secret': clientSecret });
    const values = realValues(cluster, {
      credentials: { existingSecret: 'webex-exporter' },
      persistence: { enabled: true },
    });
    const notes = requireSuccess(await upgrade(namespace(), values, { isAwaited: false }));
    const [pod] = await untilPods((pods) => pods.some((found) => containerOf(found)?.state?.running));
    if (pod === undefined) throw new Error('no pod');
    const name = pod.metadata.name ?? '';
    await waitForText(run, ['logs', name], 'webex-exporter login');
    await untilPage(name, '/-/ready', /tokens of account/);
    // The kubelet has asked, and was told so: before, no pod is ready.
    const unhealthy = `involvedObject.name=${name},reason=Unhealthy`;
    await waitForText(run, ['get', 'events', '--field-selector', unhealthy], 'Readiness probe failed');
    const [asked] = await untilPods((pods) => pods.length > 0);
    expect(asked && isReady(asked)).toBe(false);

    // As the notes say it, without a terminal.
    const command = /kubectl (.* exec) --stdin --tty (.*)/.exec(notes) ?? [];
    expect(command[0]).toContain('login');
    const login = await startProcess(cluster.kubectl, [
      ...(command[1] ?? '').split(' '),
      ...(command[2] ?? '').split(' '),
    ]);
    const userCode = /\d{6}/.exec(await login.waitForLine(/Code: \d{6}/, 60_000))?.[0] ?? '';
    const decided = await simulator('POST', '/simulator/device', `userCode=${userCode}&decision=approve`);
    expect(decided.status).toBe(200);
    expect(await login.exited).toBe(0);
    const [waiting] = await untilPods((pods) => pods.some(isReady));
    expect(waiting && containerOf(waiting)?.restartCount).toBe(0);

    await run(['delete', 'pod', waiting?.metadata.name ?? '', '--wait=false']);
    const [replaced] = await untilPods(
      (pods) =>
        pods.length === 1 && pods.every(isReady) && pods[0]?.metadata['uid'] !== waiting?.metadata['uid'],
    );
    expect(replaced && isRunning(replaced)).toBe(true);
  });
});

async function waitForText(
  run: (args: readonly string[]) => Promise<string>,
  args: readonly string[],
  text: string,
): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    if ((await run(args)).includes(text)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
  throw new Error(`${args.join(' ')} never had ${text}`);
}
