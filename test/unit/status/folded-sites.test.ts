import { describe, expect, it } from 'vitest';
import { describeFolded, foldSites, MAX_FULL_ROWS } from '../../../src/status/folded-sites.ts';
import { readStatusQuery } from '../../../src/status/query.ts';
import { createFailing, createSite, createUnpolled, createWindow } from '../../support/status-example.ts';

const DEFAULT = readStatusQuery(() => undefined);

const working = Array.from({ length: 30 }, (_, place) => createSite(`w${place}`, [createWindow()]));
const failing = Array.from({ length: 30 }, (_, place) => createSite(`f${place}`, [createFailing('timeout')]));

describe('folding', () => {
  it('shows few sites in full', () => {
    const few = working.slice(0, MAX_FULL_ROWS);
    expect(foldSites(few, DEFAULT)).toMatchObject({ full: few, folded: [] });
  });

  it('shows of many those that fail, the first of them', () => {
    expect(foldSites(working, DEFAULT)).toEqual({ full: [], folded: working, isOpen: false });
    expect(foldSites([...failing.slice(0, 3), ...working], DEFAULT)).toMatchObject({
      full: failing.slice(0, 3),
      folded: working,
    });
    expect(foldSites([...failing, ...working], DEFAULT)).toMatchObject({
      full: failing.slice(0, MAX_FULL_ROWS),
      folded: [...failing.slice(MAX_FULL_ROWS), ...working],
    });
  });

  it.each([{ q: 'w' }, { outcome: 'success' }, { sort: 'site' as const }])(
    'unfolds what %j finds, the first in full',
    (asked) => {
      expect(foldSites(working, { ...DEFAULT, ...asked })).toEqual({
        full: working.slice(0, MAX_FULL_ROWS),
        folded: working.slice(MAX_FULL_ROWS),
        isOpen: true,
      });
    },
  );

  it('says what is folded', () => {
    const pending = createSite('p', [createWindow(), createFailing('no_data', '', { isPending: true })]);
    const unpolled = createSite('u', [createUnpolled(), createWindow()]);
    expect(describeFolded(working)).toBe('30 working');
    expect(describeFolded([pending, ...working, unpolled, ...failing])).toBe(
      '30 failing, 1 not yet polled, 1 waiting for Webex, 30 working',
    );
  });
});
