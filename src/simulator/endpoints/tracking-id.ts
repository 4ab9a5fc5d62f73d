import { hashOf } from '../world/random.ts';

/** Makes ids like `ROUTERGW_<uuid>`, each only once; the same seed gives the same ids in the same order. */
export function createTrackingIds(seed: number): () => string {
  let count = 0;
  return () => {
    count += 1;
    const hex = [0, 1, 2, 3].map((word) => hexOf(hashOf(seed, 'tracking', count, word))).join('');
    return `ROUTERGW_${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}

function hexOf(word: number): string {
  return word.toString(16).padStart(8, '0');
}
