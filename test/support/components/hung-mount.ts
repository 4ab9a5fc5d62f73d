import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';

/** A file system that never answers, as the mount of a dead file server is. */
export interface HungMount {
  /** Lets it fail, and whoever waits for it go on; until then nothing that waits for it can end. */
  readonly release: () => void;
}

/** The number that `mount` knows the descriptor by. */
const PASSED_FD = 3;

/** At a folder. Undefined where none can be had: it takes root and FUSE, of which nobody answers the other end. */
export function mountHung(folder: string): HungMount | undefined {
  let device: number;
  try {
    device = openSync('/dev/fuse', constants.O_RDWR);
  } catch {
    return undefined;
  }
  const options = `fd=${PASSED_FD},rootmode=40000,user_id=0,group_id=0`;
  const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'hung', folder], {
    stdio: ['ignore', 'ignore', 'ignore', device],
  });
  if (mounted.status !== 0) {
    closeSync(device);
    return undefined;
  }
  let isOpen = true;
  return {
    release() {
      if (!isOpen) return;
      isOpen = false;
      closeSync(device);
      spawnSync('umount', ['-l', folder]);
    },
  };
}
