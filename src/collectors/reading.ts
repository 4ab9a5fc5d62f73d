import { toCountryLabels } from '../snapshot/country-code.ts';
import { NO_POINTS, Points } from '../points.ts';
import type { Answer } from '../snapshot/summary.ts';
import { isRecord, readJson } from '../json.ts';
import type { Decoded } from '../webex/verdict.ts';

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

/**
 * A finite number of at least 0, or a decimal string that is one. Anything else that is present is a defect. `path` is asked
 * only then: hundreds of fields in each answer are good.
 */
export function readFigure(value: unknown, path: () => string, defects: Defects): number | undefined {
  if (isAbsent(value)) return undefined;
  const number = typeof value === 'string' && isDecimal(value) ? Number(value) : value;
  // `+ 0` turns -0 into 0.
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number + 0;
  defects.add(path());
  return undefined;
}

/**
 * `Number()` alone would read '' as 0 and '0x10' as 16. No digit can be matched in two ways: megabytes of them would
 * otherwise stop the process for hours.
 */
function isDecimal(text: string): boolean {
  return /^\s*\+?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text);
}

/** A figure of each country of a list, with the country's name and code. `path` says in defects where the list is. */
export function readCountries(value: unknown, path: string, field: string, defects: Defects): Points {
  if (isAbsent(value)) return NO_POINTS;
  if (!Array.isArray(value)) {
    defects.add(path);
    return NO_POINTS;
  }
  const labels: (readonly string[])[] = [];
  const values: number[] = [];
  // Not by `entries()`: the pairs that it gives are a sixth of the garbage of a poll, rendering left out.
  for (let index = 0; index < value.length; index++) {
    const entry: unknown = value[index];
    if (!isRecord(entry) || typeof entry['country'] !== 'string') {
      defects.add(`${path}[${index}]`);
      continue;
    }
    const figure = readFigure(entry[field], () => `${path}[${index}].${field}`, defects);
    if (figure === undefined) continue;
    labels.push(toCountryLabels(entry['country']));
    values.push(figure);
  }
  return new Points(labels, values);
}

export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Reads a body of one JSON object by `read`, whose reasons may say that it is about something else. Nothing throws. */
export function decodeObject(
  body: string,
  read: (document: Record<string, unknown>) => Answer | { readonly reason: string },
): Decoded<Answer> {
  if (body.trim() === '') return { kind: 'no_data' };
  const json = readJson(body);
  if ('fault' in json) return { kind: 'invalid', reason: describeFault(body, json.fault) };
  if (!isRecord(json.document)) return { kind: 'invalid', reason: 'the body is JSON but not an object' };
  const answer = read(json.document);
  if ('reason' in answer) return { kind: 'invalid', ...answer };
  return hasFigure(answer) ? { kind: 'answer', answer } : { kind: 'no_data' };
}

function hasFigure({ figures, breakdowns }: Answer): boolean {
  return Object.keys(figures).length > 0 || Object.values(breakdowns).some(({ points }) => points.length > 0);
}

/** Why a body cannot be read, when a gateway's page says more than that it is no JSON. */
function describeFault(body: string, fault: string): string {
  return body.trimStart().startsWith('<')
    ? 'the body is HTML or XML, not JSON: a proxy or gateway may have answered'
    : fault;
}
