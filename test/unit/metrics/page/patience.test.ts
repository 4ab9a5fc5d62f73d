import { describe, expect, it } from 'vitest';
import { createPatience } from '../../../../src/metrics/page/patience.ts';

/** Pages that are numbered and come when they are told to. */
function createPages() {
  let nowMs = 0;
  let made = 0;
  const atWork: { readonly pause: () => void; readonly end: () => void; readonly break: () => void }[] = [];
  const ask = createPatience({
    now: () => nowMs,
    make: (name: string, pause) =>
      new Promise<string>((resolve, reject) => {
        const number = ++made;
        atWork.push({
          pause,
          end: () => resolve(`${name} ${number}`),
          break: () => reject(new Error(`${name} ${number} broke`)),
        });
      }),
  });
  const workAt = async (ms: number): Promise<(typeof atWork)[number]> => {
    await new Promise((resolve) => setImmediate(resolve));
    nowMs = ms;
    const work = atWork.at(-1);
    if (!work) throw new Error('nothing is being made');
    return work;
  };
  return { ask, workAt, made: () => made };
}

describe('a page that takes long', () => {
  it('is waited for when there is none before it', async () => {
    const { ask, workAt } = createPages();
    const first = ask('gzip');
    const work = await workAt(60_000);
    work.pause();
    work.end();
    expect(await first).toBe('gzip 1');
  });

  it('gives way to the last whole one after 200 ms, and is there for the next reader', async () => {
    const { ask, workAt, made } = createPages();
    const first = ask('gzip');
    (await workAt(0)).end();
    await first;
    const patient = ask('gzip');
    const work = await workAt(199);
    work.pause();
    const late = ask('gzip');
    (await workAt(200)).pause();
    expect(await patient).toBe('gzip 1');
    (await workAt(399)).pause();
    expect(await late).toBe('gzip 1');
    work.end();
    const next = ask('gzip');
    (await workAt(400)).end();
    expect(await next).toBe('gzip 3');
    expect(made()).toBe(3);
  });

  it('does not give way to one that is older than 5 minutes, or of another kind', async () => {
    const { ask, workAt } = createPages();
    const first = ask('gzip');
    (await workAt(0)).end();
    await first;
    const [old, other] = [ask('gzip'), ask('identity')];
    const work = await workAt(300_001);
    work.pause();
    work.end();
    expect(await old).toBe('gzip 2');
    (await workAt(300_001)).end();
    expect(await other).toBe('identity 3');
  });

  it('fails for those who wait for it when it breaks, and for nobody else', async () => {
    const { ask, workAt } = createPages();
    const [first, second] = [ask('gzip'), ask('gzip')];
    (await workAt(0)).break();
    await expect(first).rejects.toThrow('gzip 1 broke');
    (await workAt(0)).end();
    expect(await second).toBe('gzip 2');
  });
});
