import { expect, it } from 'vitest';
import { runCommand } from '../support/components/command.ts';
import { startProcess } from '../support/components/process.ts';
import { describeCluster } from './describe-cluster.ts';
import { CREDENTIALS } from './namespace.ts';
import { realValues, requireSuccess, upgrade } from './release.ts';

const READ = `
const answer = await fetch(process.argv[1]);
console.log(answer.status, (await answer.text()).includes('acme.webex.com'));
`;

describeCluster('the notes', 'notes', ({ cluster, namespace }) => {
  it.each<[string, object]>([
    ['of one pod', {}],
    ['of a pod that listens for itself alone', { web: { bind: 'localhost' } }],
    ['of a pod that listens at its own address', { web: { bind: 'podIP' } }],
    ['of another port', { web: { port: 9000 }, service: { port: 80 } }],
    ['of shards', { shards: 2 }],
  ])('lead to the status page %s', async (_, others) => {
    const { putSecret } = namespace();
    await putSecret('webex-exporter', CREDENTIALS);
    const notes = requireSuccess(await upgrade(namespace(), realValues(cluster, others)));
    const [, command = ''] = /^ +kubectl (proxy|.*port-forward .*)$/m.exec(notes) ?? [];
    const [, address = ''] = /^ +then open (\S+)/m.exec(notes) ?? [];
    await using leading = await startProcess(cluster.kubectl, command.split(' '));
    await leading.waitForLine(/Forwarding from|Starting to serve/);
    const [program, ...words] = [...cluster.enter, process.execPath];
    const read = await runCommand(program, [...words, '--input-type=module', '--eval', READ, address]);
    expect(read).toMatchObject({ code: 0, stdout: '200 true\n' });
  });
});
