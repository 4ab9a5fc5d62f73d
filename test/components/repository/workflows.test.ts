import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';

const folder = fileURLToPath(new URL('../../../.github/workflows', import.meta.url));

describeWith(['actionlint'], 'the workflows', ({ actionlint }) => {
  it.each(readdirSync(folder))('%s is one that GitHub would take', async (file) => {
    const { code, stdout } = await runCommand(actionlint, ['-no-color', `${folder}/${file}`]);
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });
});
