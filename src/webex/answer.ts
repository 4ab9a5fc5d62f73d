import { startOfDayMs } from '../window.ts';

/** The single figures of an answer, by the API's own field names. */
export const FIGURE_FIELDS = [
  'totalMeetings',
  'totalParticipants',
  'totalUniqueHosts',
  'totalMeetingMinutes',
  'totalAudioMinutes',
  'totalTelephoneMinutes',
  'totalVoIPMinutes',
  'videoMeetings',
  'sharingMeetings',
  'recordingMeetings',
] as const;

export type FigureField = (typeof FIGURE_FIELDS)[number];

/** A name as Webex spells it and its figure; names may repeat. */
export type NamedFigure = readonly [name: string, value: number];

/**
 * One validated body of `meetingsMetrics/aggregates`. The specification requires no field, so any may be absent;
 * an absent field is not a zero.
 */
export interface Answer {
  /** First and last UTC day the figures cover, as Webex says. */
  readonly startDate: string | undefined;
  readonly endDate: string | undefined;
  readonly figures: Readonly<Partial<Record<FigureField, number>>>;
  readonly participantsByJoinMethods: readonly NamedFigure[];
  readonly participantsByRoles: readonly NamedFigure[];
  readonly participantsByLocation: readonly NamedFigure[];
  /** Fields that were there but unusable, e.g. `metrics.totalMeetings`: left out above. */
  readonly defects: readonly string[];
}

export type Decoded =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'no_data' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a body leniently: each bad field is dropped by itself, unknown fields pass, nothing throws. */
export function decodeAnswer(body: string, site: string): Decoded {
  if (body.trim() === '') return { kind: 'no_data' };
  const document = parseJson(body);
  if (!isRecord(document)) return { kind: 'invalid', reason: describeNonAnswer(body, document) };

  const { siteUrl, metrics } = document;
  if (typeof siteUrl === 'string' && siteUrl.toLowerCase() !== site.toLowerCase()) {
    return {
      kind: 'invalid',
      reason: `the answer is about another site: ${JSON.stringify(siteUrl.slice(0, 256))}`,
    };
  }
  const answer = readAnswer(document, isRecord(metrics) ? metrics : {});
  return hasFigure(answer) ? { kind: 'answer', answer } : { kind: 'no_data' };
}

function readAnswer(document: Record<string, unknown>, metrics: Record<string, unknown>): Answer {
  const defects: string[] = [];
  const figures: Partial<Record<FigureField, number>> = {};
  for (const field of FIGURE_FIELDS) {
    const value = readFigure(metrics[field], `metrics.${field}`, defects);
    if (value !== undefined) figures[field] = value;
  }
  return {
    startDate: readDate(document, 'startDate', defects),
    endDate: readDate(document, 'endDate', defects),
    figures,
    participantsByJoinMethods: readNamedFigures(metrics, 'participantsByJoinMethods', defects),
    participantsByRoles: readNamedFigures(metrics, 'participantsByRoles', defects),
    participantsByLocation: readLocations(metrics, defects),
    defects,
  };
}

/** A finite number of at least 0, or a decimal string that is one. Anything else that is present is a defect. */
function readFigure(value: unknown, path: string, defects: string[]): number | undefined {
  if (isAbsent(value)) return undefined;
  const number = typeof value === 'string' && isDecimal(value) ? Number(value) : value;
  // `+ 0` turns -0 into 0.
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number + 0;
  defects.push(path);
  return undefined;
}

/**
 * `Number()` alone would read '' as 0 and '0x10' as 16. No digit can be matched in two ways: megabytes of them would
 * otherwise stop the process for hours.
 */
function isDecimal(text: string): boolean {
  return /^\s*\+?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text);
}

function readDate(document: Record<string, unknown>, field: string, defects: string[]): string | undefined {
  const value = document[field];
  if (isAbsent(value)) return undefined;
  // Webex documents plain dates; a date-time of some day is read as that day.
  const date = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})(?:T.*)?$/.exec(value)?.[1] : undefined;
  if (date !== undefined && startOfDayMs(date) !== undefined) return date;
  defects.push(field);
  return undefined;
}

function readNamedFigures(metrics: Record<string, unknown>, field: string, defects: string[]): NamedFigure[] {
  const value = metrics[field];
  if (isAbsent(value)) return [];
  if (!isRecord(value)) {
    defects.push(`metrics.${field}`);
    return [];
  }
  const figures: NamedFigure[] = [];
  for (const [name, count] of Object.entries(value)) {
    const figure = readFigure(count, `metrics.${field}[${JSON.stringify(name.slice(0, 64))}]`, defects);
    if (figure !== undefined) figures.push([name, figure]);
  }
  return figures;
}

function readLocations(metrics: Record<string, unknown>, defects: string[]): NamedFigure[] {
  const value = metrics['participantsByLocation'];
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) {
    defects.push('metrics.participantsByLocation');
    return [];
  }
  const figures: NamedFigure[] = [];
  for (const [index, entry] of (value as unknown[]).entries()) {
    const path = `metrics.participantsByLocation[${index}]`;
    if (!isRecord(entry) || typeof entry['country'] !== 'string') {
      defects.push(path);
      continue;
    }
    const figure = readFigure(entry['totalParticipants'], `${path}.totalParticipants`, defects);
    if (figure !== undefined) figures.push([entry['country'], figure]);
  }
  return figures;
}

function hasFigure(answer: Answer): boolean {
  return (
    Object.keys(answer.figures).length > 0 ||
    answer.participantsByJoinMethods.length > 0 ||
    answer.participantsByRoles.length > 0 ||
    answer.participantsByLocation.length > 0
  );
}

function describeNonAnswer(body: string, document: unknown): string {
  if (body.trimStart().startsWith('<'))
    return 'the body is HTML or XML, not JSON: a proxy or gateway may have answered';
  return document === undefined ? 'the body is not valid JSON' : 'the body is JSON but not an object';
}

/** Undefined when the text is not JSON; JSON itself has no undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
