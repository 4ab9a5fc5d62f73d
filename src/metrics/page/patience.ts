/** Who waits for a page for so long is given the last whole one, which is made anew meanwhile. */
const PATIENCE_MS = 200;

/** Prometheus itself holds no sample for present that is older: then it is better to wait. */
const MAX_AGE_MS = 5 * 60_000;

export interface PatienceOptions<Name, Page> {
  /** Makes a page; calls `onPause` while it is at work, whenever others have their turn. */
  readonly make: (name: Name, onPause: () => void) => Promise<Page>;
  readonly now: () => number;
}

interface Waiting<Name, Page> {
  readonly name: Name;
  readonly sinceMs: number;
  readonly give: (page: Page) => void;
}

/**
 * Pages on request, made one after the other since they share what they are made of. While thousands of polls land, each takes
 * seconds: these are no reader's, who sees the page of the moment before.
 */
export function createPatience<Name, Page>({
  make,
  now,
}: PatienceOptions<Name, Page>): (name: Name) => Promise<Page> {
  const waiting = new Set<Waiting<Name, Page>>();
  const last = new Map<Name, { readonly page: Page; readonly ofMs: number }>();
  let queue: Promise<unknown> = Promise.resolve();

  function giveLast(): void {
    const nowMs = now();
    for (const reader of waiting) {
      const known = last.get(reader.name);
      if (known === undefined || nowMs - reader.sinceMs < PATIENCE_MS || nowMs - known.ofMs > MAX_AGE_MS)
        continue;
      waiting.delete(reader);
      reader.give(known.page);
    }
  }

  async function makeFor(reader: Waiting<Name, Page>): Promise<void> {
    // One that got the last page while another was made; whoever asks next has it made.
    if (!waiting.has(reader)) return;
    const ofMs = now();
    const page = await make(reader.name, giveLast);
    last.set(reader.name, { page, ofMs });
    waiting.delete(reader);
    reader.give(page);
  }

  return (name) =>
    new Promise((give, fail) => {
      const reader = { name, sinceMs: now(), give };
      waiting.add(reader);
      queue = queue
        .then(() => makeFor(reader))
        .catch((error: unknown) => {
          waiting.delete(reader);
          fail(error);
        });
    });
}
