import { expect, it } from 'vitest';
import { describeCluster } from './describe-cluster.ts';
import { CREDENTIALS, type Namespace } from './namespace.ts';
import { containerOf, isReady, isRunning } from './pods.ts';
import { realValues, requireSuccess, upgrade } from './release.ts';

const ACCEPTED = /^webex_poll_success\{.*\} 1$/m;
const REFUSED = /^webex_polls_total\{.*outcome="unauthorized".*\} [1-9]/m;

async function findPod({ untilPods }: Namespace): Promise<string> {
  const [pod] = await untilPods((pods) => pods.length === 1 && pods.every(isRunning));
  return pod?.metadata.name ?? '';
}

async function countRestarts({ untilPods }: Namespace, name: string): Promise<number | undefined> {
  const [pod] = await untilPods((pods) => pods.length === 1 && pods.every(isReady));
  return pod?.metadata.name === name ? containerOf(pod)?.restartCount : undefined;
}

describeCluster('a Secret that changes under a running pod', 'rotation', ({ cluster, namespace }) => {
  it('gives another access token without a restart', async () => {
    const at = namespace();
    await at.putSecret('webex-exporter', { ...CREDENTIALS, 'access-token': 'worn-out-token' });
    requireSuccess(await upgrade(at, realValues(cluster), { isAwaited: false }));
    const pod = await findPod(at);
    await at.untilPage(pod, '/metrics', REFUSED);
    await at.putSecret('webex-exporter', CREDENTIALS);
    await at.untilPage(pod, '/metrics', ACCEPTED);
    expect(await countRestarts(at, pod)).toBe(0);
  });
});

describeCluster('a Secret with another Integration', 'integration', ({ cluster, namespace }) => {
  it('is taken up without a restart, its client id too', async () => {
    const at = namespace();
    await at.putSecret('webex-exporter', {
      'client-id': 'former-client-id',
      'client-secret': 'former-client-secret',
      'refresh-token': 'former-refresh-token',
    });
    const credentials = { existingSecret: 'webex-exporter', method: 'oauth' };
    requireSuccess(await upgrade(at, realValues(cluster, { credentials }), { isAwaited: false }));
    const pod = await findPod(at);
    await at.untilPage(pod, '/metrics', REFUSED);
    await at.putSecret('webex-exporter', CREDENTIALS);
    await at.untilPage(pod, '/metrics', ACCEPTED);
    expect(await countRestarts(at, pod)).toBe(0);
  });
});
