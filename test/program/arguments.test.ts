import { describe, expect, it } from 'vitest';
import { runProgram } from '../../src/program.ts';
import { createFakeRuntime } from '../support/runtime.ts';

async function refusalOf(...args: readonly string[]): Promise<string> {
  let said = '';
  expect(await runProgram(createFakeRuntime({ args, stderr: (text) => (said += text) }))).toBe(2);
  return said;
}

describe('a refusal of arguments', () => {
  it.each([
    ['version', '--foo'],
    ['--version', '-x'],
    ['help', 'serve', '--foo'],
  ])('says nothing of a configuration that is not read: %s %s', async (...args) => {
    const said = await refusalOf(...args);
    expect(said).toContain('unknown flag');
    expect(said).not.toContain('WEBEX_SITES');
  });

  it('says what is wrong with one that is', async () => {
    const said = await refusalOf('serve', '--foo');
    expect(said).toContain('unknown flag');
    expect(said).toContain('WEBEX_SITES: not set');
  });
});
