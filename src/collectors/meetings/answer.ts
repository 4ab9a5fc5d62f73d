import { NO_POINTS, Points } from '../../points.ts';
import type { Answer } from '../../snapshot/summary.ts';
import { isRecord } from '../../json.ts';
import type { Decoded } from '../../webex/verdict.ts';
import { isInstant } from '../../instant.ts';
import { endOfDayMs, startOfDayMs } from '../../window.ts';
import {
  createDefects,
  decodeObject,
  isAbsent,
  readCountries,
  readFigure,
  type Defects,
} from '../reading.ts';

/** The single figures of `meetingsMetrics/aggregates`, by the API's own field names. */
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

/**
 * Reads a body of `meetingsMetrics/aggregates` leniently: the specification requires no field, each bad one is dropped by
 * itself, unknown ones pass, nothing throws.
 */
export function decodeAnswer(body: string, site: string): Decoded<Answer> {
  return decodeObject(body, (document) => {
    const { siteUrl, metrics } = document;
    if (typeof siteUrl === 'string' && siteUrl.toLowerCase() !== site.toLowerCase())
      return { reason: `the answer is about another site: ${JSON.stringify(siteUrl)}` };
    return readAnswer(document, isRecord(metrics) ? metrics : {});
  });
}

function readAnswer(document: Record<string, unknown>, metrics: Record<string, unknown>): Answer {
  const defects = createDefects();
  const figures: Partial<Record<FigureField, number>> = {};
  for (const field of FIGURE_FIELDS) {
    const value = readFigure(metrics[field], () => `metrics.${field}`, defects);
    if (value !== undefined) figures[field] = value;
  }
  const startDate = readDate(document, 'startDate', defects);
  const endDate = readDate(document, 'endDate', defects);
  const joinMethods = readNamedFigures(metrics, 'participantsByJoinMethods', defects);
  const roles = readNamedFigures(metrics, 'participantsByRoles', defects);
  const countries = readCountries(
    metrics['participantsByLocation'],
    'metrics.participantsByLocation',
    'totalParticipants',
    defects,
  );
  return {
    startMs: startDate === undefined ? undefined : startOfDayMs(startDate),
    endMs: endDate === undefined ? undefined : endOfDayMs(endDate),
    figures,
    breakdowns: {
      joinMethods: { label: 'join_method', points: joinMethods },
      roles: { label: 'role', points: roles },
      countries: { label: 'country', points: countries },
    },
    ...defects.found(),
  };
}

function readDate(document: Record<string, unknown>, field: string, defects: Defects): string | undefined {
  const value = document[field];
  if (isAbsent(value)) return undefined;
  // Webex documents plain dates; a date-time of some day is read as that day.
  const date = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})(?:T.*)?$/.exec(value)?.[1] : undefined;
  if (date !== undefined && isInstant(startOfDayMs(date) ?? NaN)) return date;
  defects.add(field);
  return undefined;
}

function readNamedFigures(metrics: Record<string, unknown>, field: string, defects: Defects): Points {
  const value = metrics[field];
  if (isAbsent(value)) return NO_POINTS;
  if (!isRecord(value)) {
    defects.add(`metrics.${field}`);
    return NO_POINTS;
  }
  const labels: string[][] = [];
  const values: number[] = [];
  for (const [name, count] of Object.entries(value)) {
    const figure = readFigure(count, () => `metrics.${field}[${JSON.stringify(name)}]`, defects);
    if (figure === undefined) continue;
    labels.push([name]);
    values.push(figure);
  }
  return new Points(labels, values);
}
