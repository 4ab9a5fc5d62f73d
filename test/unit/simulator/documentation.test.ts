import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../src/config/settings.ts';
import { FAULT_SCHEMA } from '../../../src/simulator/faults/fault.ts';
import { createMondaySimulator } from './requests.ts';

const page = readFileSync(new URL('../../../docs/simulator.md', import.meta.url), 'utf8');

const commands = Array.from(
  page.matchAll(/^curl -X (PUT|DELETE) \$S(\/simulator\/\S+)(?: -d '([^']+)')?$/gm),
  ([, method = '', path = '', body]) => ({ method, path, body }),
);

describe('docs/simulator.md', () => {
  it.each(commands)('$method $path $body works as printed', async ({ method, path, body }) => {
    const { app } = createMondaySimulator({ isClockSettable: true });
    const response = await app.request(path, { method, ...(body === undefined ? {} : { body }) });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('shows every kind of fault, in a command and in the table', () => {
    const kinds = FAULT_SCHEMA.options.map(({ shape }) => shape.kind.value);
    expect(kinds.length).toBeGreaterThan(10);
    const shown = new Set(commands.map(({ body }) => /"kind":"([^"]+)"/.exec(body ?? '')?.[1]));
    expect(kinds.filter((kind) => !shown.has(kind))).toEqual([]);
    expect(kinds.filter((kind) => !page.includes(`\n| \`${kind}\` `))).toEqual([]);
  });

  it('says of every setting whether the demo obeys it', () => {
    const [, table = ''] = page.split('## Settings that `demo` obeys');
    const [section = ''] = table.split('\n## ');
    const variables = Object.values(SETTINGS).map(({ variable }) => variable);
    expect(variables.filter((variable) => !section.includes(`\`${variable}\``))).toEqual([]);
  });
});
