import { readBoundedFile } from '../../src/bounded-file.ts';
import type { FileAccess } from '../../src/file-access.ts';

/** Where files lie, which may answer nobody for a while. */
export interface Mount {
  setHanging(isHanging: boolean): void;
  /** Resolves when it answers, at once unless it hangs. */
  answer(): Promise<void>;
}

export function createMount(): Mount {
  let isHanging = false;
  let waiting: (() => void)[] = [];
  return {
    setHanging(next) {
      isHanging = next;
      if (isHanging) return;
      for (const go of waiting) go();
      waiting = [];
    },
    answer: () => (isHanging ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
}

/** Files on such a mount; of a process that is gone nothing goes on. */
export function through(mount: Mount, access: FileAccess, isGone: () => boolean): FileAccess {
  const work: FileAccess['work'] = (path, doWork) =>
    access.work(path, async () => {
      await mount.answer();
      return isGone() ? new Promise<never>(() => undefined) : doWork();
    });
  return { ...access, work, read: (path, maxBytes) => work(path, () => readBoundedFile(path, maxBytes)) };
}
