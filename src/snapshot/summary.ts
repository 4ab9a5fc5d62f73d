import { endOfDayMs, startOfDayMs } from '../window.ts';
import type { Answer, FigureField, NamedFigure } from '../webex/answer.ts';
import { toCountryCode } from './country-code.ts';

const MAX_LABEL_CHARACTERS = 256;

/** The label value into which values beyond the limit fold. */
const OTHER = 'other';

/** What one window says of one site: the answer with its labels made safe, merged and bounded. */
export interface Summary {
  readonly figures: Readonly<Partial<Record<FigureField, number | undefined>>>;
  readonly joinMethods: readonly NamedFigure[];
  readonly roles: readonly NamedFigure[];
  readonly countries: readonly CountryFigure[];
  /** 00:00 UTC of the first day, and of the day after the last one. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /** Distinct values of each open label that went into `other`. */
  readonly folded: Readonly<Record<OpenLabel, number>>;
}

export interface CountryFigure {
  readonly country: string;
  /** ISO 3166-1 alpha-2, empty when the name is not known. */
  readonly code: string;
  readonly participants: number;
}

/** Labels whose values Webex makes up. */
export type OpenLabel = 'join_method' | 'role' | 'country';

export interface SummarizeOptions {
  /** Values kept per open label and site. */
  readonly maxLabelValues: number;
}

export function summarize(answer: Answer, { maxLabelValues }: SummarizeOptions): Summary {
  const joinMethods = bound(answer.participantsByJoinMethods, maxLabelValues);
  const roles = bound(answer.participantsByRoles, maxLabelValues);
  const countries = bound(answer.participantsByLocation, maxLabelValues);
  return {
    figures: answer.figures,
    joinMethods: joinMethods.kept,
    roles: roles.kept,
    countries: countries.kept.map(([country, participants]) => ({
      country,
      code: toCountryCode(country),
      participants,
    })),
    startMs: answer.startDate === undefined ? undefined : startOfDayMs(answer.startDate),
    endMs: answer.endDate === undefined ? undefined : endOfDayMs(answer.endDate),
    folded: { join_method: joinMethods.folded, role: roles.folded, country: countries.folded },
  };
}

/** Merges equal names and keeps the `limit` largest; what is left over is one figure named `other`. */
function bound(figures: readonly NamedFigure[], limit: number): { kept: NamedFigure[]; folded: number } {
  const merged = merge(figures.map(([name, value]) => [toLabelValue(name), value]));
  if (merged.length <= limit) return { kept: merged, folded: 0 };
  // Ties are broken by name, so that equal answers always fold alike.
  const ranked = merged.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const rest = ranked.slice(limit);
  const others = rest.map(([, value]): NamedFigure => [OTHER, value]);
  return {
    kept: merge([...ranked.slice(0, limit), ...others]),
    folded: rest.filter(([name]) => name !== OTHER).length,
  };
}

/** Sums figures of the same name. A sum that leaves the range of numbers is no figure and is dropped. */
function merge(figures: readonly NamedFigure[]): NamedFigure[] {
  const sums = new Map<string, number>();
  for (const [name, value] of figures) sums.set(name, (sums.get(name) ?? 0) + value);
  return [...sums].filter(([, sum]) => Number.isFinite(sum));
}

/** Any text from Webex as a label value: no NUL, no lone surrogate, at most 256 characters. */
function toLabelValue(name: string): string {
  const short =
    name.length > MAX_LABEL_CHARACTERS ? Array.from(name).slice(0, MAX_LABEL_CHARACTERS).join('') : name;
  return short.toWellFormed().replaceAll('\0', '\uFFFD');
}
