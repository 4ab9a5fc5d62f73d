import { hasSameItems } from '../../same-items.ts';
import type { Slices } from './slices.ts';

/** Pieces of a text of which neighbours are joined, so that they are handed on as fewer parts. */
export interface JoinedPieces {
  /** Groups of the very pieces that they had before stay as they are. */
  replace(pieces: readonly Buffer[]): void;
  /** The parts. While nothing is replaced and nothing joined it is the same array. */
  read(slices: Slices): Promise<readonly Buffer[]>;
}

export interface JoinedPiecesOptions {
  /** So many neighbours are joined. */
  readonly groupPieces: number;
  /** A group is joined once it was read so many times unchanged; 0: when it is read first. */
  readonly readsApart: number;
}

interface Group {
  readonly pieces: readonly Buffer[];
  reads: number;
  joined?: Buffer;
}

export function createJoinedPieces({ groupPieces, readsApart }: JoinedPiecesOptions): JoinedPieces {
  let groups: readonly Group[] = [];
  let parts: readonly Buffer[] | undefined;
  return {
    replace(pieces) {
      const present: Group[] = [];
      for (let from = 0; from < pieces.length; from += groupPieces) {
        const neighbours = pieces.slice(from, from + groupPieces);
        const known = groups[present.length];
        present.push(
          known && hasSameItems(known.pieces, neighbours) ? known : { pieces: neighbours, reads: 0 },
        );
      }
      groups = present;
      parts = undefined;
    },
    async read(slices) {
      for (const group of groups) {
        if (group.joined || group.reads++ < readsApart) continue;
        group.joined = await join(group.pieces, slices);
        parts = undefined;
      }
      parts ??= groups.flatMap(({ pieces, joined }) => joined ?? pieces);
      return parts;
    },
  };
}

async function join(pieces: readonly Buffer[], slices: Slices): Promise<Buffer> {
  const joined = Buffer.allocUnsafe(pieces.reduce((sum, { length }) => sum + length, 0));
  let bytes = 0;
  for (const piece of pieces) {
    bytes += piece.copy(joined, bytes);
    if (slices.isOver()) await slices.giveWay();
  }
  return joined;
}
