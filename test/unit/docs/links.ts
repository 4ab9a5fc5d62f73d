import { posix } from 'node:path';

export interface Page {
  /** Below the project's root. */
  readonly path: string;
  readonly text: string;
}

export interface Heading {
  readonly level: number;
  readonly words: string;
}

/** Every relative link of the pages that leads nowhere, a sentence each. */
export function findBrokenLinks(pages: readonly Page[], exists: (path: string) => boolean): string[] {
  const anchors = new Map(pages.map(({ path, text }) => [path, readAnchors(text)]));
  return pages.flatMap(({ path, text }) =>
    readTargets(text).flatMap((target) => {
      const [file = '', anchor] = target.split('#');
      const place = file === '' ? path : posix.join(posix.dirname(path), decodeURI(file));
      if (!exists(place) && !anchors.has(place)) return [`${path}: ${target} is not there`];
      const known = anchors.get(place);
      return anchor === undefined || known === undefined || known.has(anchor)
        ? []
        : [`${path}: ${target}: no such heading`];
    }),
  );
}

export function readHeadings(text: string): Heading[] {
  return [...withoutBlocks(text).matchAll(/^(#{1,6}) +(.+?) *$/gm)].map(([, hashes = '', words = '']) => ({
    level: hashes.length,
    words,
  }));
}

/** As GitHub makes them: lower case, no punctuation, hyphens for blanks, numbered when they repeat. */
function readAnchors(text: string): ReadonlySet<string> {
  const times = new Map<string, number>();
  const slugs = readHeadings(text).map(({ words }) => {
    const slug = words
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const time = times.get(slug) ?? 0;
    times.set(slug, time + 1);
    return time === 0 ? slug : `${slug}-${time}`;
  });
  return new Set(slugs);
}

function readTargets(text: string): string[] {
  const prose = withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '');
  const inline = [...prose.matchAll(/\]\(\s*<?([^)>\s]+)>?[^)]*\)/g)];
  const byReference = [...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  return [...inline, ...byReference]
    .map(([, target = '']) => target)
    .filter((target) => !/^\w+:/.test(target));
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *(```|~~~)[\s\S]*?^ *\1/gm, '');
}
