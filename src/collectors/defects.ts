import type { Answer } from '../snapshot/summary.ts';

/** More are not named: an answer may have ten thousand. */
const MAX_NAMED = 10;

/** Fields of one answer that cannot be used; one that is found twice is one. */
export interface Defects {
  readonly add: (path: string) => void;
  readonly found: () => Pick<Answer, 'defects' | 'moreDefects'>;
}

export function createDefects(): Defects {
  const paths = new Set<string>();
  return {
    add: (path) => void paths.add(path),
    found() {
      const defects = [...paths].slice(0, MAX_NAMED);
      const moreDefects = paths.size - defects.length;
      return { defects, ...(moreDefects === 0 ? {} : { moreDefects }) };
    },
  };
}
