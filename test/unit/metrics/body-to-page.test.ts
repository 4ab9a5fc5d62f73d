import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswer } from '../../../src/collectors/meetings/answer.ts';
import { summarise } from '../../../src/snapshot/summary.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import { exporterFacts } from '../../support/exporter-facts.ts';
import { parseExposition, type Page, type Sample } from '../../support/exposition-parser.ts';
import { createPageReader } from '../../support/page.ts';
import { createFilledStore, storedTarget, windowKey } from '../../support/targets.ts';

const site = 'acme.webex.com';
const key = windowKey(site, '1d');
const nowMs = Date.UTC(2026, 10, 23);

/** The whole way of a body: decoded, summarised, stored, shown by the app, and read as Prometheus does. */
async function toPage(body: string, maxLabelValues = 300): Promise<Page> {
  const store = createFilledStore({
    now: () => nowMs,
    targets: [storedTarget(key)],
    accounts: [],
    outcomes: OUTCOMES,
    exporter: exporterFacts(nowMs),
  });
  const decoded = decodeAnswer(body, site);
  const poll = { attemptMs: nowMs, durationMs: 1 };
  if (decoded.kind === 'answer')
    store.recordPoll(key, { ...poll, outcome: 'success' }, summarise(decoded.answer, maxLabelValues, String));
  else store.recordPoll(key, { ...poll, outcome: 'no_data' });
  const read = createPageReader({ snapshot: store.snapshot, now: () => nowMs });
  return parseExposition(await read());
}

/** The one value of a metric, undefined where it has no series. */
function valueOf(page: Page, name: string): number | undefined {
  const samples = page.get(name)?.samples ?? [];
  expect(samples.length).toBeLessThanOrEqual(1);
  return samples[0]?.value;
}

function samplesOf(page: Page, name: string): readonly Sample[] {
  return page.get(name)?.samples ?? [];
}

function byLabel(page: Page, name: string, label: string): Map<string | undefined, number> {
  return new Map(samplesOf(page, name).map(({ labels, value }) => [labels[label], value]));
}

/** Each field of the API, its metric, and what a unit of it is worth there. */
const FIGURES = [
  ['totalMeetings', 'webex_meetings', 1],
  ['videoMeetings', 'webex_meetings_with_video', 1],
  ['sharingMeetings', 'webex_meetings_with_sharing', 1],
  ['recordingMeetings', 'webex_meetings_with_recording', 1],
  ['totalParticipants', 'webex_meeting_participants', 1],
  ['totalUniqueHosts', 'webex_meeting_unique_hosts', 1],
  ['totalMeetingMinutes', 'webex_meeting_duration_seconds', 60],
  ['totalAudioMinutes', 'webex_meeting_audio_duration_seconds', 60],
  ['totalTelephoneMinutes', 'webex_meeting_telephone_duration_seconds', 60],
  ['totalVoIPMinutes', 'webex_meeting_voip_duration_seconds', 60],
] as const;

interface Written {
  /** As it stands in the body; undefined: the field is not there. */
  readonly json: string | undefined;
  /** What it says, undefined when it is no figure. */
  readonly value: number | undefined;
}

const goodFigure: fc.Arbitrary<Written> = fc
  .oneof(
    fc.nat(),
    fc.double({ min: 0, max: 1e300, noNaN: true }).map((value) => value + 0),
  )
  .chain((value) =>
    fc.constantFrom(JSON.stringify(value), JSON.stringify(String(value))).map((json) => ({ json, value })),
  );

const absentFigure = fc.constantFrom<Written>(
  { json: undefined, value: undefined },
  { json: 'null', value: undefined },
);

const badFigure: fc.Arbitrary<Written> = fc
  .oneof(
    fc.constantFrom(
      '""',
      '" "',
      '"0x10"',
      '"1e999"',
      '1e999',
      '-1',
      '"-1"',
      '"NaN"',
      '"1,5"',
      'true',
      '[]',
      '[1]',
      '{}',
    ),
    fc
      .string({ minLength: 1 })
      .filter((text) => !/\d/.test(text))
      .map((text) => JSON.stringify(text)),
  )
  .map((json) => ({ json, value: undefined }));

const anyFigure = fc.oneof(goodFigure, absentFigure, badFigure);

/** Names that a label can show as they are. */
const plainName = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '',
      ' ',
      '"',
      '\\',
      '\n',
      '\r',
      '\\n',
      '"}',
      '__proto__',
      'constructor',
      'other',
      '\u2028',
      '日本',
      '\u{1F600}',
    ),
  )
  .filter((name) => name.isWellFormed() && !name.includes('\0'));

/** Names of any UTF-16 code units, lone surrogates and NUL among them. */
const anyName = fc.oneof(
  plainName,
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);

function object(fields: Iterable<readonly [name: string, json: string | undefined]>): string {
  const written = Array.from(fields).filter(([, json]) => json !== undefined);
  return `{${written.map(([name, json]) => `${JSON.stringify(name)}:${json ?? ''}`).join(',')}}`;
}

function bodyOf(metrics: Iterable<readonly [name: string, json: string | undefined]>): string {
  return object([
    ['siteUrl', JSON.stringify(site)],
    ['metrics', object(metrics)],
  ]);
}

describe('from a body to the page', () => {
  it('makes a page that parses of any text', async () => {
    const bodies = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((json) => bodyOf([['totalMeetings', json]])),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        expect((await toPage(body)).has('webex_poll_success')).toBe(true);
      }),
    );
  });

  it('makes a page that parses of fields of any type', async () => {
    const fields = [
      'siteUrl',
      'startDate',
      'endDate',
      'participantsByJoinMethods',
      'participantsByRoles',
      'participantsByLocation',
      'country',
      'totalParticipants',
      'totalMeetings',
      '__proto__',
    ];
    const { any } = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        anyName,
        fc.constantFrom(null, true, 0, 1.5, -1, 1e308, site, '2026-11-22', '2026-13-01'),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...fields), anyName), tie('any'), { maxKeys: 5 }),
      ),
    }));
    const bodies = fc
      .array(fc.tuple(fc.constantFrom(...fields), any), { maxLength: 6 })
      .map((metrics) => bodyOf(metrics.map(([name, value]) => [name, JSON.stringify(value)])));
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const page = await toPage(body, 3);
        for (const { samples } of page.values())
          for (const { value } of samples) expect(Number.isFinite(value) && value >= 0).toBe(true);
      }),
    );
  });

  it('shows each figure as it is, and nothing of what is absent or no figure', async () => {
    const answers = fc.tuple(...FIGURES.map(() => anyFigure));
    await fc.assert(
      fc.asyncProperty(answers, async (figures) => {
        const page = await toPage(bodyOf(FIGURES.map(([field], index) => [field, figures[index]?.json])));
        const shown = FIGURES.map(([, metric]) => valueOf(page, metric));
        expect(shown).toEqual(FIGURES.map(([, , worth], index) => times(figures[index]?.value, worth)));
      }),
    );
  });

  it('shows 0 as 0', async () => {
    const page = await toPage(bodyOf(FIGURES.map(([field]) => [field, '0'])));
    expect(FIGURES.map(([, metric]) => valueOf(page, metric))).toEqual(FIGURES.map(() => 0));
  });

  it.each([
    ['participantsByJoinMethods', 'webex_meeting_participants_by_join_method', 'join_method'],
    ['participantsByRoles', 'webex_meeting_participants_by_role', 'role'],
  ])('gives back every name of %s as it was', async (field, metric, label) => {
    // Node 24's JSON.parse (seen: 24.21.0) expects the key that followed the same ones before: where that was a backslash,
    // any escaped character passes for it. Node 20's reads what is there.
    JSON.parse('{"a":0,"\\\\":0}');
    const isReadRight = JSON.stringify(JSON.parse('{"a":0,"\\n":0}')) === '{"a":0,"\\n":0}';
    const key = plainName.filter(
      (name) => isReadRight || name.length !== 1 || JSON.stringify(name) === `"${name}"`,
    );
    const counts = fc.uniqueArray(fc.tuple(key, anyFigure), { selector: ([name]) => name });
    await fc.assert(
      fc.asyncProperty(counts, async (entries) => {
        const page = await toPage(bodyOf([[field, object(entries.map(([name, { json }]) => [name, json]))]]));
        expect(byLabel(page, metric, label)).toEqual(
          new Map(entries.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]))),
        );
      }),
    );
  });

  it('gives back every country as it was, repeated ones summed', async () => {
    const joins = fc.array(
      fc.tuple(fc.oneof(plainName, fc.constantFrom('Germany', 'Atlantis')), fc.nat(1e6)),
    );
    await fc.assert(
      fc.asyncProperty(joins, async (entries) => {
        const sums = new Map<string, number>();
        for (const [country, value] of entries) sums.set(country, (sums.get(country) ?? 0) + value);
        const locations = entries.map(([country, totalParticipants]) => ({ country, totalParticipants }));
        const page = await toPage(bodyOf([['participantsByLocation', JSON.stringify(locations)]]));
        expect(byLabel(page, 'webex_meeting_participants_by_country', 'country')).toEqual(sums);
      }),
    );
  });

  it('loses no join, whatever the names and however few of them are kept', async () => {
    const joins = fc.array(fc.tuple(anyName, fc.nat(1e6)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(joins, fc.integer({ min: 1, max: 10 }), async (entries, limit) => {
        const locations = entries.map(([country, totalParticipants]) => ({ country, totalParticipants }));
        const page = await toPage(bodyOf([['participantsByLocation', JSON.stringify(locations)]]), limit);
        const samples = samplesOf(page, 'webex_meeting_participants_by_country');
        expect(samples.length).toBeLessThanOrEqual(limit + 1);
        expect(sum(samples.map(({ value }) => value))).toBe(sum(entries.map(([, value]) => value)));
      }),
    );
  });

  it('has no window date that the answer does not give', async () => {
    const page = await toPage(bodyOf([['totalMeetings', '1']]));
    expect(valueOf(page, 'webex_window_start_timestamp_seconds')).toBeUndefined();
    expect(valueOf(page, 'webex_window_end_timestamp_seconds')).toBeUndefined();
  });
});

function times(value: number | undefined, factor: number): number | undefined {
  const product = value === undefined ? undefined : value * factor;
  return Number.isFinite(product) ? product : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
