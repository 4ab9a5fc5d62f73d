import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger, LOG_FORMATS, LOG_LEVELS, type LogFields, type LogFormat } from '../../src/log.ts';
import { createRedactor, Secret } from '../../src/secret.ts';

function logged(format: LogFormat, fields: LogFields, message = 'something happened'): string {
  const lines: string[] = [];
  createLogger({ level: 'debug', format, write: (line) => lines.push(line), redact: (line) => line }).info(
    message,
    fields,
  );
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

/** Reads a line strictly: `key=value` pairs, a value bare or a JSON string. */
function readLogfmt(line: string): Record<string, string> {
  const pair = /(\w+)=("(?:[^"\\]|\\.)*"|[^\s"=]+)(?: |\n$)/y;
  const fields: Record<string, string> = {};
  while (pair.lastIndex < line.length) {
    const [, key, value] = pair.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`not logfmt: ${JSON.stringify(line)}`);
    const text: unknown = value.startsWith('"') ? JSON.parse(value) : value;
    if (key in fields || typeof text !== 'string') throw new Error(`not logfmt: ${JSON.stringify(line)}`);
    fields[key] = text;
  }
  return fields;
}

function readJson(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** What some reader, terminal or editor takes for a line's end or a command. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const LINE_BREAKERS = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/;

const HOSTILE = [
  'two\nlines',
  'a\r\nb',
  'ts=2026-01-01T00:00:00Z level=error msg="forged"',
  '"',
  'a "quoted" word',
  'back\\slash',
  '\\"',
  'a=b',
  ' ',
  '',
  '\t',
  '\u0000',
  '\u001B[31mred',
  '\u007F',
  '\u0085',
  'a\u2028b\u2029c',
  '\uD800',
  'x\uDC00y',
  '💥',
  'naïve',
  '<redacted>',
  '{"a":1}',
  'null',
];

describe.each(LOG_FORMATS)('a line of %s', (format) => {
  const read = format === 'json' ? readJson : readLogfmt;

  it.each(HOSTILE)('carries %j as one value of one line', (text) => {
    const line = logged(format, { text, after: 'x' });
    expect(line.slice(0, -1)).not.toMatch(LINE_BREAKERS);
    expect(line.endsWith('\n')).toBe(true);
    expect(read(line)).toMatchObject({ level: 'info', msg: 'something happened', text, after: 'x' });
  });

  it('carries any text as one value of one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, text) => {
        const line = logged(format, { text }, message);
        expect(line.slice(0, -1)).not.toMatch(LINE_BREAKERS);
        expect(read(line)).toMatchObject({ level: 'info', msg: message, text });
      }),
    );
  });

  it('is well-formed Unicode, whatever it carries', () => {
    expect(logged(format, { text: '\uD800' }).isWellFormed()).toBe(true);
  });

  it('begins with a time in UTC, the level and the message', () => {
    const keys = Object.keys(read(logged(format, { site: 'acme.webex.com' })));
    expect(keys).toEqual(['ts', 'level', 'msg', 'site']);
    expect(read(logged(format, {}))['ts']).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  });

  it('leaves out what is undefined and keeps 0 and false', () => {
    const fields = read(logged(format, { gone: undefined, zero: 0, no: false }));
    expect(fields).not.toHaveProperty('gone');
    expect(Object.entries(fields).slice(3).map(String)).toEqual(['zero,0', 'no,false']);
  });

  it('is redacted before it is quoted', () => {
    const redactor = createRedactor();
    redactor.protect('somebody', new Secret('top"secret'));
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const log = createLogger({ level: 'info', format, write, redact: redactor.redact });
    log.error('refused top"secret', { header: 'Bearer top"secret' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/top.{0,2}secret/);
    expect(read(lines[0] ?? '')).toMatchObject({ msg: 'refused <redacted>', header: 'Bearer <redacted>' });
  });
});

describe('logfmt', () => {
  it.each([
    ['acme.webex.com', 'acme.webex.com'],
    ['https://analytics.webexapis.com/v1', 'https://analytics.webexapis.com/v1'],
    ['[::1]:10054', '"[::1]:10054"'],
    ['7d', '7d'],
    ['two words', '"two words"'],
    ['', '""'],
    ['a=b', '"a=b"'],
  ])('writes %j as %s', (value, written) => {
    expect(logged('logfmt', { value })).toContain(` value=${written}\n`);
  });
});

describe('levels', () => {
  it.each([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('at %s writes %j', (level, written) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const log = createLogger({ level, format: 'logfmt', write, redact: (line) => line });
    for (const lineLevel of LOG_LEVELS) log[lineLevel]('x');
    expect(lines.map((line) => readLogfmt(line)['level'])).toEqual(written);
  });
});
