import type { Answer, NamedFigure } from '../../src/webex/answer.ts';

/** An answer without any figure, but for what is given. */
export function createAnswer(parts: Partial<Answer> = {}): Answer {
  return {
    startDate: '2026-11-16',
    endDate: '2026-11-22',
    figures: {},
    participantsByJoinMethods: [],
    participantsByRoles: [],
    participantsByLocation: [],
    defects: [],
    ...parts,
  };
}

/** `a`, `b`, `c` … with these figures. */
export function named(...values: readonly number[]): NamedFigure[] {
  return values.map((value, index) => [String.fromCodePoint(97 + index), value]);
}
