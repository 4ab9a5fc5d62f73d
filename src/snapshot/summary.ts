import { isDeepStrictEqual } from 'node:util';
import type { Redact } from '../secret.ts';
import { NO_POINTS, Points, type Point } from '../points.ts';
import { hasSameItems } from '../same-items.ts';
import { cut } from '../shown-text.ts';

const MAX_LABEL_CHARACTERS = 256;

/** The label value into which values beyond the limit fold. */
const OTHER = 'other';

/** What one good answer of any API says. A field that Webex left out, or that is no figure, is absent: never 0. */
export interface Answer {
  /** By names of the collector's own. */
  readonly figures: Readonly<Record<string, number>>;
  readonly breakdowns: Readonly<Record<string, Breakdown>>;
  /** 00:00 UTC of the first day that the figures cover, and of the day after the last one. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /** The first fields that were there but unusable, e.g. `metrics.totalMeetings`: left out above. */
  readonly defects: readonly string[];
  /** How many more there were. Default: none. */
  readonly moreDefects?: number;
}

/** A figure divided by a label whose values Webex makes up. Names may repeat and may be any text. */
export interface Breakdown {
  /** The open label, whose values come first in each point; values that follow belong to it, as a country's code. */
  readonly label: string;
  readonly points: Points;
}

/** What is shown of an answer: its labels made safe, merged and bounded. */
export interface Summary extends Pick<Answer, 'figures' | 'startMs' | 'endMs'> {
  readonly breakdowns: Readonly<Record<string, Points>>;
  /** Distinct values that went into `other`, by open label. */
  readonly folded: Readonly<Record<string, number>>;
}

/** `maxLabelValues` are kept per open label; `redact` takes secrets out of them. */
export function summarise(
  { figures, breakdowns, startMs, endMs }: Answer,
  maxLabelValues: number,
  redact: Redact,
): Summary {
  const folded: Record<string, number> = {};
  const bounded = Object.entries(breakdowns).map(([name, { label, points }]) => {
    const { kept, foldedValues } = bound(mergeSafe(points, redact), maxLabelValues);
    folded[label] = Math.max(folded[label] ?? 0, foldedValues);
    return [name, kept] as const;
  });
  return { figures, breakdowns: Object.fromEntries(bounded), startMs, endMs, folded };
}

/** A summary that was kept in a file, by the rules of one that comes from an answer. */
export function restoreSummary(kept: Summary, redact: Redact): Summary {
  const breakdowns = Object.entries(kept.breakdowns).map(
    ([name, points]) => [name, mergeSafe(points, redact)] as const,
  );
  const folded = Object.entries(kept.folded).map(([label, count]) => [toLabelValue(label), count] as const);
  return { ...kept, breakdowns: Object.fromEntries(breakdowns), folded: Object.fromEntries(folded) };
}

/** Whether two summaries show the same, in whatever order Webex gave it. */
export function isSameSummary(a: Summary, b: Summary): boolean {
  const names = Object.keys(a.breakdowns);
  return (
    a.startMs === b.startMs &&
    a.endMs === b.endMs &&
    isDeepStrictEqual(a.figures, b.figures) &&
    names.length === Object.keys(b.breakdowns).length &&
    names.every((name) => isSamePoints(a.breakdowns[name], b.breakdowns[name]))
  );
}

/** Webex keeps to its order for the most part: only where it does not, all of them must be looked up. */
function isSamePoints(a = NO_POINTS, b = NO_POINTS): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place++) {
    if (!hasSameItems(a.labels[place] ?? [], b.labels[place] ?? []))
      return isDeepStrictEqual(toComparable(a), toComparable(b));
    if (a.values[place] !== b.values[place]) return false;
  }
  return true;
}

function toComparable(points: Points): ReadonlyMap<string, number> {
  return new Map(points.toArray().map(({ labels, value }) => [labels.join('\0'), value]));
}

/** Keeps the `limit` largest; what is left over is one figure named `other`. */
function bound(merged: Points, limit: number): { kept: Points; foldedValues: number } {
  if (merged.length <= limit) return { kept: merged, foldedValues: 0 };
  // Ties are broken by name, so that equal answers always fold alike.
  const ranked = merged
    .toArray()
    .sort((a, b) => b.value - a.value || (nameOf(a.labels) < nameOf(b.labels) ? -1 : 1));
  const rest = ranked.slice(limit);
  const others = rest.map(({ labels, value }) => ({
    labels: labels.map((_, place) => (place === 0 ? OTHER : '')),
    value,
  }));
  return {
    kept: merge(Points.from([...ranked.slice(0, limit), ...others])),
    foldedValues: rest.filter(({ labels }) => nameOf(labels) !== OTHER).length,
  };
}

/** Sums figures of the same name. A sum that leaves the range of numbers is no figure and is dropped. */
function merge(points: Points): Points {
  // No name is there twice, nearly always.
  if (new Set(points.labels.map(nameOf)).size === points.length) return points;
  const sums = new Map<string, Point>();
  for (const { labels, value } of points.toArray()) {
    const known = sums.get(nameOf(labels));
    sums.set(nameOf(labels), known ? { ...known, value: known.value + value } : { labels, value });
  }
  return Points.from([...sums.values()].filter(({ value }) => Number.isFinite(value)));
}

function nameOf([name = '']: readonly string[]): string {
  return name;
}

/** Points whose labels may be any text, under safe ones; equal names are one. */
function mergeSafe({ labels, values }: Points, redact: Redact): Points {
  return merge(
    new Points(
      labels.map((unsafe) => toSafe(unsafe, redact)),
      values,
    ),
  );
}

/** Nearly all stay as they are: those are not made anew, thousands in each round of polls. */
function toSafe(labels: readonly string[], redact: Redact): readonly string[] {
  for (const label of labels) {
    if (toLabelValue(redact(label)) !== label) return labels.map((unsafe) => toLabelValue(redact(unsafe)));
  }
  return labels;
}

/** Any text from Webex as a label value: no NUL, no lone surrogate, at most 256 characters. */
function toLabelValue(name: string): string {
  const text = cut(name, MAX_LABEL_CHARACTERS);
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
