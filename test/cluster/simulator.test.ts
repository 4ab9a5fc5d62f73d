import { expect, it } from 'vitest';
import { chartFolder } from '../components/deploy/helm.ts';
import { describeCluster } from './describe-cluster.ts';
import { containerOf, isReady } from './pods.ts';

describeCluster('the chart beside its simulator', 'demo', ({ namespace }) => {
  it('gets ready and shows figures', async () => {
    const { helm, name, untilPods, untilPage } = namespace();
    const installed = await helm.run([
      'install',
      'webex-exporter',
      chartFolder,
      '--namespace',
      name,
      '--set',
      'simulator.enabled=true',
      '--wait',
    ]);
    expect(installed).toMatchObject({ code: 0 });
    const [pod] = await untilPods((pods) => pods.some(isReady));
    const page = await untilPage(pod?.metadata.name ?? '', '/metrics', /^webex_meetings\{/m);
    expect(page).toContain('webex_poll_success');
    expect(pod && containerOf(pod)?.restartCount).toBe(0);
  });
});
