import type { Redact } from '../secret.ts';
import { toShown } from '../shown-text.ts';
import { restoreSummary } from '../snapshot/summary.ts';
import type { Target } from '../poll/target.ts';
import {
  MAX_RECENT_POLLS,
  type KeptState as TargetState,
  type PollRecord,
  type Snapshot,
} from '../snapshot/snapshot.ts';
import type { Store } from '../snapshot/store.ts';
import type { TargetKey } from '../snapshot/target-key.ts';
import type { StateFileOptions } from '../state/record-file.ts';
import { createSnapshotKeeper, type SnapshotKeeper } from '../state/snapshot-keeper.ts';
import { fileId, isInSameFile, type FileKey, type KeptTarget } from '../state/target-file.ts';

/** What is kept over restarts of all that is polled. */
export interface KeptState extends Pick<SnapshotKeeper, 'touch' | 'flush'> {
  /** Gives targets that are new to this process what an earlier one kept of them. */
  restore(targets: readonly Target[]): Promise<void>;
}

export function createKeptState(options: StateFileOptions, store: Store, redact: Redact): KeptState {
  const keeper = createSnapshotKeeper(options, (key) => toKept(store.snapshot(), key));
  return {
    touch: (key) => keeper.touch(key),
    flush: () => keeper.flush(),
    async restore(targets) {
      let restored = 0;
      for (const { file, keys } of byFile(targets)) {
        const kept = (await keeper.load(file)) ?? [];
        for (const key of keys) {
          const known = kept.find(
            ({ collector, window }) => collector === key.collector && window === key.window,
          );
          if (known === undefined) continue;
          const state = toTrusted(known.state, redact);
          store.restore(key, state);
          if (state.summary) restored += 1;
        }
      }
      if (targets.length > 0) options.log.info('state restored', { windows: restored });
    },
  };
}

function byFile(targets: readonly Target[]): Iterable<{ file: FileKey; keys: TargetKey[] }> {
  const files = new Map<string, { file: FileKey; keys: TargetKey[] }>();
  for (const { key } of targets) {
    const known = files.get(fileId(key));
    if (known) known.keys.push(key);
    else files.set(fileId(key), { file: key, keys: [key] });
  }
  return files.values();
}

/** What is kept of a site or account. */
function toKept({ targets }: Snapshot, key: FileKey): KeptTarget[] {
  return targets
    .filter((target) => isInSameFile(target, key))
    .map((target) => {
      const { collector, window, summary, dailies, newestPoll, recentPolls } = target;
      const { lastSuccessMs, lastChangeMs, failingSinceMs, nextPollMs } = target;
      const times = { lastSuccessMs, lastChangeMs, failingSinceMs, nextPollMs };
      return { collector, window, state: { summary, dailies, newestPoll, recentPolls, ...times } };
    });
}

/** Of a sentence that was kept. */
const MAX_WORDS_CHARACTERS = 1000;

/** What a file holds, by the rules of what comes from Webex: a file may have been written by anybody, or by an older exporter. */
function toTrusted(state: Partial<TargetState>, redact: Redact): Partial<TargetState> {
  const { summary, newestPoll, recentPolls = [] } = state;
  return {
    ...state,
    summary: summary && restoreSummary(summary, redact),
    newestPoll: newestPoll && withSafeWords(newestPoll, redact),
    recentPolls: recentPolls.slice(-MAX_RECENT_POLLS),
  };
}

function withSafeWords(poll: PollRecord, redact: Redact): PollRecord {
  const safe = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : toShown(text, redact, MAX_WORDS_CHARACTERS);
  const { problem, advice, trackingId } = poll;
  return { ...poll, problem: safe(problem), advice: safe(advice), trackingId: safe(trackingId) };
}
