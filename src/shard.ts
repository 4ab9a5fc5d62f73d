import { toFraction } from './hash.ts';

/** This process's part of the sites: one of `count` processes that share them. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** What `--shard` asks for: a fixed index, or the ordinal at the end of the pod's name. */
export interface ShardRequest {
  readonly index: number | 'pod';
  readonly count: number;
}

export const WHOLE: Shard = { index: 0, count: 1 };

/**
 * The shard that polls a site: the one whose name hashes highest together with the site's. When the count grows by one,
 * only the sites that the new shard wins move.
 */
export function shardOf(site: string, count: number): number {
  let best = 0;
  let bestScore = -1;
  for (let index = 0; index < count; index++) {
    const score = toFraction(`${site} ${index}`);
    if (score > bestScore) [best, bestScore] = [index, score];
  }
  return best;
}
