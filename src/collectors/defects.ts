import type { Answer } from '../snapshot/summary.ts';

/** More are not named: an answer may have ten thousand. */
const MAX_NAMED = 10;

/** Fields of one answer that cannot be used. */
export interface Defects {
  readonly add: (path: string) => void;
  readonly found: () => Pick<Answer, 'defects' | 'moreDefects'>;
}

export function createDefects(): Defects {
  const named: string[] = [];
  let more = 0;
  return {
    add(path) {
      if (named.length < MAX_NAMED) named.push(path);
      else more += 1;
    },
    found: () => ({ defects: named, ...(more === 0 ? {} : { moreDefects: more }) }),
  };
}
