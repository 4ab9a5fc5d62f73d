import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '../../../../src/exporter/collectors.ts';
import { isPolled, type PolledInstrument } from '../../../../src/metrics/instrument.ts';
import { createSlices } from '../../../../src/metrics/page/slices.ts';
import { createTargetPage } from '../../../../src/metrics/page/target-page.ts';
import type { TargetSnapshot } from '../../../../src/snapshot/snapshot.ts';
import type { Summary } from '../../../../src/snapshot/summary.ts';
import { createFailing, createSite, createUnpolled, createWindow } from '../../../support/status-example.ts';

/** A page that is brought up to one state of sites after the other, and its text. */
function createReader(): (...targets: readonly TargetSnapshot[]) => Promise<string> {
  const page = createTargetPage(INSTRUMENTS.filter(isPolled), 'text');
  const slices = createSlices(() => 0);
  return async (...targets) => {
    const kept = await page.update(targets, '', slices);
    return Buffer.concat(await kept.plain(slices)).toString();
  };
}

function windowOf(site: string, window: TargetSnapshot): TargetSnapshot {
  const [only = window] = createSite(site, [window]).windows;
  return only;
}

const START = '# HELP webex_window_start_timestamp_seconds';
const ATTEMPT = '# HELP webex_poll_last_attempt_timestamp_seconds';

describe('a family of which nobody has a series', () => {
  it('has no HELP and no TYPE, from the start', async () => {
    const read = createReader();
    const text = await read(windowOf('a.webex.com', createUnpolled()));
    expect(text).toContain('# HELP webex_poll_interval_seconds');
    expect(text).not.toContain(START);
    expect(text).not.toContain(ATTEMPT);
    expect(text).not.toContain('# TYPE webex_poll_last_attempt');
  });

  it('loses them when the last site that had one has none any more, and gets them back', async () => {
    const read = createReader();
    const stale = createFailing('timeout', 'late', { freshMs: undefined });
    expect(
      await read(windowOf('a.webex.com', createWindow()), windowOf('b.webex.com', createWindow())),
    ).toContain(START);
    expect(await read(windowOf('a.webex.com', stale), windowOf('b.webex.com', createWindow()))).toContain(
      START,
    );
    const gone = await read(windowOf('a.webex.com', stale), windowOf('b.webex.com', stale));
    expect(gone).not.toContain('webex_window_start_timestamp_seconds');
    expect(gone).toContain(ATTEMPT);
    expect(await read(windowOf('a.webex.com', stale), windowOf('b.webex.com', createWindow()))).toContain(
      START,
    );
  });
});

describe('a page that is brought up to date', () => {
  const INTERVAL = 'webex_poll_interval_seconds';

  /** The sites whose rows were read for each of these states. */
  async function readFor(...states: readonly (readonly TargetSnapshot[])[]): Promise<string[][]> {
    let read: string[] = [];
    const families = INSTRUMENTS.filter(isPolled).filter(({ name }) => name === INTERVAL);
    const page = createTargetPage(families.map(spyOn), 'text');
    const all: string[][] = [];
    for (const targets of states) {
      read = [];
      await page.update(
        targets,
        '',
        createSlices(() => 0),
      );
      all.push(read);
    }
    return all;

    function spyOn(instrument: PolledInstrument): PolledInstrument {
      if (instrument.subject !== 'target') return instrument;
      return {
        ...instrument,
        observe(target: TargetSnapshot) {
          read.push(target.site ?? '');
          return instrument.observe(target);
        },
      };
    }
  }

  it('renders the sites that changed, and no others', async () => {
    const [a, b] = [windowOf('a.webex.com', createWindow()), windowOf('b.webex.com', createWindow())];
    const laterB = { ...b, intervalMs: b.intervalMs + 1 };
    expect(await readFor([a, b], [a, b], [a, laterB], [a])).toEqual([
      ['a.webex.com', 'b.webex.com'],
      [],
      ['b.webex.com'],
      // Another list of sites is another page.
      ['a.webex.com'],
    ]);
  });
});

describe('a poll that brings the figures that are known', () => {
  const families = INSTRUMENTS.filter(isPolled);
  const BY_COUNTRY = 'webex_meeting_participants_by_country';

  it('has the lines of the answer left as they are, and all others rendered', async () => {
    let rendered = 0;
    const page = createTargetPage(families.map(count), 'text');
    const slices = createSlices(() => 0);
    const read = async (...targets: readonly TargetSnapshot[]): Promise<string> =>
      Buffer.concat(await (await page.update(targets, '', slices)).plain(slices)).toString();
    const [a, b] = [windowOf('a.webex.com', createWindow()), windowOf('b.webex.com', createWindow())];
    await read(a, b);
    expect(rendered).toBe(2);
    const polled = { ...b, intervalMs: b.intervalMs + 1000, lastSuccessMs: (b.lastSuccessMs ?? 0) + 60_000 };
    expect(await read(a, polled)).toBe(await createReader()(a, polled));
    expect(rendered).toBe(2);
    const changed = { ...polled, summary: polled.summary && { ...polled.summary } };
    expect(await read(a, changed)).toBe(await createReader()(a, changed));
    expect(rendered).toBe(3);

    function count(instrument: PolledInstrument): PolledInstrument {
      if (instrument.subject !== 'summary' || instrument.name !== BY_COUNTRY) return instrument;
      return {
        ...instrument,
        observe(summary: Summary) {
          rendered++;
          return instrument.observe(summary);
        },
      };
    }
  });

  it('has all lines rendered where the sites are others besides', async () => {
    const [a, b] = [windowOf('a.webex.com', createWindow()), windowOf('b.webex.com', createWindow())];
    const read = createReader();
    await read(a);
    expect(await read(a, b)).toBe(await createReader()(a, b));
  });
});

describe('as many targets of other owners', () => {
  const sitesOf = (text: string): (string | undefined)[] =>
    Array.from(text.matchAll(/^webex_site_info\{site="([^"]*)"/gm), ([, site]) => site);

  it.each([
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a'], ['c']],
    [
      ['a', 'b'],
      ['a', 'caf\u00e9'],
    ],
  ])('%j, then %j: each state shows its own', async (...states) => {
    const read = createReader();
    for (const sites of states)
      expect(sitesOf(await read(...sites.map((site) => windowOf(site, createWindow()))))).toEqual(sites);
  });
});

describe('after an error half-way', () => {
  const slices = createSlices(() => 0);
  const [a, b] = [windowOf('a', createWindow()), windowOf('b', createWindow())];
  const changed = (target: TargetSnapshot): TargetSnapshot => ({ ...target, intervalMs: 60_000 });
  const failing = (target: TargetSnapshot): TargetSnapshot => ({ ...target, intervalMs: -1 });

  /** Shows the interval of each site, and fails at that of `failing`. */
  function createFragile(): (targets: readonly TargetSnapshot[]) => Promise<string> {
    const families = INSTRUMENTS.filter(isPolled)
      .filter(({ name }) => name === 'webex_poll_interval_seconds')
      .map((instrument): PolledInstrument => {
        if (instrument.subject !== 'target') return instrument;
        return {
          ...instrument,
          observe(target: TargetSnapshot) {
            if (target.intervalMs < 0) throw new Error('fails');
            return instrument.observe(target);
          },
        };
      });
    const page = createTargetPage(families, 'text');
    return async (targets) => {
      const kept = await page.update(targets, '', slices);
      return Buffer.concat(await kept.plain(slices)).toString();
    };
  }

  it.each([
    ['of a page that was begun anew', [a], [a, failing(b)], []],
    ['of a page of which one site was changed already', [a, b], [changed(a), failing(b)], [a, changed(b)]],
    ['of the first page', [], [failing(a)], []],
  ])('%s, the next page is what a new one would be', async (_, before, broken, after) => {
    const read = createFragile();
    await read(before);
    await expect(read(broken)).rejects.toThrow('fails');
    expect(await read(after)).toBe(await createFragile()(after));
  });
});

it('ends with what is not about targets, as it is by then, also when the sites are others', async () => {
  const page = createTargetPage(INSTRUMENTS.filter(isPolled), 'text');
  const slices = createSlices(() => 0);
  const states = [
    ['one', 'a'],
    ['one', 'b'],
    ['two', 'b'],
  ] as const;
  for (const [rest, site] of states) {
    const kept = await page.update([windowOf(site, createWindow())], `${rest} rest\n`, slices);
    const text = Buffer.concat(await kept.plain(slices)).toString();
    expect(text.endsWith(`\n${rest} rest\n`)).toBe(true);
  }
});

describe('what is no site', () => {
  it('has its series among the others, without the labels that it lacks', async () => {
    const { site: _, window: __, ...whole } = { ...createWindow(), collector: 'present', account: 'emea' };
    const text = await createReader()(windowOf('a.webex.com', createWindow()), whole);
    expect(text).toContain('webex_poll_success{collector="present",account="emea"} 1\n');
    expect(text.match(/^webex_site_info.*$/gm)).toEqual([
      'webex_site_info{site="a.webex.com",account="default"} 1',
    ]);
  });
});
