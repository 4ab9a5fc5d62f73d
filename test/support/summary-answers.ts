import { toCountryCode } from '../../src/snapshot/country-code.ts';
import { NO_POINTS, Points } from '../../src/points.ts';
import type { Answer } from '../../src/snapshot/summary.ts';
import { endOfDayMs, startOfDayMs } from '../../src/window.ts';

/** A name as Webex spells it and its figure. */
export type NamedFigure = readonly [name: string, value: number];

/** An answer of the aggregates as Webex spells it. */
export interface SpeltAnswer {
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  readonly figures?: Readonly<Record<string, number>>;
  readonly participantsByJoinMethods?: readonly NamedFigure[];
  readonly participantsByRoles?: readonly NamedFigure[];
  readonly participantsByLocation?: readonly NamedFigure[];
  readonly defects?: readonly string[];
}

/** An answer without any figure, but for what is given. */
export function createAnswer(parts: SpeltAnswer = {}): Answer {
  const { startDate, endDate } = { startDate: '2026-11-16', endDate: '2026-11-22', ...parts };
  const { participantsByJoinMethods = [], participantsByRoles = [], participantsByLocation = [] } = parts;
  return {
    startMs: startDate === undefined ? undefined : startOfDayMs(startDate),
    endMs: endDate === undefined ? undefined : endOfDayMs(endDate),
    figures: parts.figures ?? {},
    breakdowns: {
      joinMethods: { label: 'join_method', points: toPoints(participantsByJoinMethods) },
      roles: { label: 'role', points: toPoints(participantsByRoles) },
      countries: {
        label: 'country',
        points: new Points(
          participantsByLocation.map(([name]) => [name, toCountryCode(name)]),
          participantsByLocation.map(([, value]) => value),
        ),
      },
    },
    defects: parts.defects ?? [],
  };
}

export function toPoints(figures: readonly NamedFigure[]): Points {
  return Points.from(figures.map(([name, value]) => ({ labels: [name], value })));
}

/** The names and figures of a breakdown. */
export function toNamed(points = NO_POINTS): NamedFigure[] {
  return points.toArray().map(({ labels: [name = ''], value }) => [name, value]);
}

/** `a`, `b`, `c` … with these figures. */
export function named(...values: readonly number[]): NamedFigure[] {
  return values.map((value, index) => [String.fromCodePoint(97 + index), value]);
}
