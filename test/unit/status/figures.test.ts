import { describe, expect, it } from 'vitest';
import { readFiguresQuery, toFiguresCsv, toFiguresJson } from '../../../src/status/figures.ts';
import { Points } from '../../../src/points.ts';
import type { TargetSnapshot } from '../../../src/snapshot/snapshot.ts';
import { createSite, createView, createWindow } from '../../support/status-example.ts';

const FIGURES = { totalMeetings: 123, totalMeetingMinutes: 2, totalUniqueHosts: 0 };

function withFigures(changes: Partial<TargetSnapshot> = {}): TargetSnapshot {
  const window = createWindow({ window: '1d', firstDay: '2026-11-22', lastDay: '2026-11-22' });
  const { summary } = window;
  if (summary === undefined) throw new Error('the example has no summary');
  const breakdowns = {
    countries: new Points([['Côte d’Ivoire', 'CI']], [7]),
    roles: new Points([['host']], [3]),
  };
  return { ...window, summary: { ...summary, figures: FIGURES, breakdowns }, ...changes };
}

const view = createView([
  createSite('acme.webex.com', [withFigures(), createWindow({ window: '7d' })]),
  createSite('beta.webex.com', [withFigures()], '=other, "account"'),
  createSite('gone.webex.com', [createWindow({ window: '1d', freshMs: undefined })]),
]);

const query = (parameters: Record<string, string> = {}): Parameters<typeof toFiguresJson>[1] =>
  readFiguresQuery((name) => parameters[name]);

describe('the figures as JSON', () => {
  it('has an object per account, site and window, keyed by metric names; absent is not 0', () => {
    expect(toFiguresJson(view, query({ site: 'ACME.webex.com', window: '1d' }))).toEqual([
      {
        account: 'default',
        site: 'acme.webex.com',
        window: '1d',
        start: '2026-11-22T00:00:00.000Z',
        end: '2026-11-23T00:00:00.000Z',
        lastSuccess: '2026-11-23T19:18:05.000Z',
        figures: { webex_meetings: 123, webex_meeting_unique_hosts: 0, webex_meeting_duration_seconds: 120 },
        breakdowns: {
          webex_meeting_participants_by_role: [{ role: 'host', value: 3 }],
          webex_meeting_participants_by_country: [{ country: 'Côte d’Ivoire', country_code: 'CI', value: 7 }],
        },
      },
    ]);
  });

  it.each([
    [{}, 3],
    [{ window: '1d' }, 2],
    [{ site: 'gone.webex.com' }, 0],
    [{ site: 'unknown.webex.com' }, 0],
  ])('for %j has %i', (parameters, length) => {
    expect(toFiguresJson(view, query(parameters))).toHaveLength(length);
  });
});

describe('the figures as CSV', () => {
  const lines = toFiguresCsv(view, query()).trimEnd().split('\r\n');

  it('has the names of the metrics as columns, and a row for what is shown', () => {
    expect(lines[0]).toMatch(/^account,site,window,start,end,lastSuccess,webex_meetings,/);
    expect(lines).toHaveLength(4);
    const columns = lines[0]?.split(',') ?? [];
    const cells = lines[1]?.split(',') ?? [];
    expect(cells).toHaveLength(columns.length);
    expect(cells[columns.indexOf('webex_meetings')]).toBe('123');
    expect(cells[columns.indexOf('webex_meeting_unique_hosts')]).toBe('0');
    expect(cells[columns.indexOf('webex_meetings_with_video')]).toBe('');
  });

  it('quotes what would break the table, and lets no cell be a formula', () => {
    expect(lines[3]).toMatch(/^"'=other, ""account""",beta\.webex\.com,1d,/);
  });
});
