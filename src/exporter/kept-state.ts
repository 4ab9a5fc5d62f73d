import type { Logger } from '../log.ts';
import type { Target } from '../poll/target.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Store } from '../snapshot/store.ts';
import type { SnapshotKeeper } from '../state/snapshot-keeper.ts';
import { fileId, type FileKey, type KeptTarget } from '../state/target-file.ts';

/** What is kept of a site or account. */
export function toKept({ targets }: Snapshot, key: FileKey): KeptTarget[] {
  return targets
    .filter((target) => fileId(target) === fileId(key))
    .map((target) => {
      const { collector, window, summary, dailies, newestPoll, recentPolls, nextPollMs } = target;
      const { lastSuccessMs, lastChangeMs, failingSinceMs } = target;
      return {
        collector,
        window,
        state: {
          summary,
          dailies,
          lastSuccessMs,
          lastChangeMs,
          newestPoll,
          recentPolls,
          failingSinceMs,
          nextPollMs,
        },
      };
    });
}

export interface RestoreContext {
  readonly store: Store;
  readonly keeper: Pick<SnapshotKeeper, 'load'>;
  readonly log: Logger;
}

/** Gives targets that are new to this process what an earlier one kept of them. */
export async function restore(
  targets: readonly Target[],
  { store, keeper, log }: RestoreContext,
): Promise<void> {
  let restored = 0;
  const files = new Map(targets.map(({ key }) => [fileId(key), key]));
  for (const [id, fileKey] of files) {
    const kept = (await keeper.load(fileKey)) ?? [];
    for (const { key } of targets.filter((target) => fileId(target.key) === id)) {
      const known = kept.find(
        ({ collector, window }) => collector === key.collector && window === key.window,
      );
      if (known === undefined) continue;
      const { state } = known;
      store.restore(key, state);
      if (state.summary) restored += 1;
    }
  }
  if (targets.length > 0) log.info('state restored', { windows: restored });
}
