import { describe, expect, it } from 'vitest';
import { followChanges } from '../../../src/exporter/reload.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';

const CHECK_MS = 5000;

/** A configuration whose load asks for the files that it is told to, followed from its first state on. */
async function follow(files: Map<string, string>, asksFor: () => string[], onLoad = (): void => undefined) {
  const clock = createSteppedClock();
  let paths = asksFor();
  let reloads = 0;
  const source = {
    load: () => Promise.reject(new Error('the reload of this test loads by itself')),
    contents: async () => new Map(paths.map((path) => [path, files.get(path) ?? 'there is no such file'])),
  };
  const reload = async (): Promise<undefined> => {
    reloads += 1;
    paths = asksFor();
    onLoad();
  };
  void followChanges(source, reload, createFakeRuntime({ clock }));
  await clock.whenAsleep();
  return { look: async () => clock.step(CHECK_MS), reloads: () => reloads };
}

describe('followChanges', () => {
  it('reloads once for each change', async () => {
    const files = new Map([['config.yaml', 'a']]);
    const { look, reloads } = await follow(files, () => ['config.yaml']);
    await look();
    expect(reloads()).toBe(0);
    files.set('config.yaml', 'b');
    await look();
    await look();
    expect(reloads()).toBe(1);
    files.set('config.yaml', 'a');
    await look();
    expect(reloads()).toBe(2);
  });

  it('reloads once when the new configuration names other files, or so bad a one none', async () => {
    const files = new Map([
      ['config.yaml', 'a'],
      ['secret', 's'],
    ]);
    const { look, reloads } = await follow(files, () =>
      files.get('config.yaml') === 'bad' ? ['config.yaml'] : ['config.yaml', 'secret'],
    );
    files.set('config.yaml', 'bad');
    await look();
    await look();
    expect(reloads()).toBe(1);
    files.set('config.yaml', 'a');
    await look();
    await look();
    expect(reloads()).toBe(2);
  });

  it('follows a file that came in later, and one that changed while it was read', async () => {
    const files = new Map([['config.yaml', 'a']]);
    let isWrittenMeanwhile = true;
    const { look, reloads } = await follow(
      files,
      () => (files.get('config.yaml') === 'a' ? ['config.yaml'] : ['config.yaml', 'secret']),
      () => {
        if (isWrittenMeanwhile) files.set('config.yaml', 'c');
        isWrittenMeanwhile = false;
      },
    );
    files.set('config.yaml', 'b');
    await look();
    await look();
    expect(reloads()).toBe(2);
    files.set('secret', 'new');
    await look();
    await look();
    expect(reloads()).toBe(3);
  });
});
