import { describe, expect, it } from 'vitest';
import { dashboards, panelsOf, type Panel } from './dashboards.ts';

describe.each(dashboards)('the dashboard $title', ({ name, dashboard }) => {
  const panels = panelsOf(dashboard);

  it('can be imported anywhere and is always the same one', () => {
    expect(dashboard.uid).toBe(name);
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard.description).toMatch(/^[A-Z].+\.$/);
  });

  it('shows weeks, in UTC', () => {
    expect(dashboard.timezone).toBe('utc');
    expect(dashboard.time.from).toMatch(/^now-\dw$/);
    expect(dashboard.time.to).toBe('now');
  });

  it('lets the reader pick a data source first, and sites, all of them at first', () => {
    const [datasource, ...others] = dashboard.templating.list;
    expect(datasource).toMatchObject({ name: 'datasource', type: 'datasource' });
    expect(others[0]).toMatchObject({ name: 'site', multi: true, includeAll: true });
    const asking = others.filter(({ type }) => type === 'query');
    expect(asking.map(({ datasource }) => datasource?.uid)).toEqual(asking.map(() => '${datasource}'));
  });

  it('has panels that neither overlap nor leave the page', () => {
    expect(panels.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([]);
    const cells = panels.flatMap(({ gridPos }) => cellsOf(gridPos));
    expect(new Set(cells).size).toBe(cells.length);
    const ids = dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(panels)('$title says what it shows, with a unit, and a dash where there is nothing', (panel) => {
    expect(panel.title).toMatch(/^[A-Z]/);
    expect(panel.description).toMatch(/^[A-Z].+\.$/);
    expect(panel.fieldConfig?.defaults.unit).toMatch(/./);
    expect(panel.fieldConfig?.defaults.noValue).toBe('–');
  });

  it.each(panels)('$title asks the picked data source', ({ targets = [] }) => {
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.map(({ datasource }) => datasource)).toEqual(
      targets.map(() => ({ type: 'prometheus', uid: '${datasource}' })),
    );
  });

  it.each(panels)('$title has a step of a day where it looks at whole days', ({ targets = [], interval }) => {
    const isDaily = targets.some(({ expr, instant }) => instant !== true && expr.includes('offset -47h55m'));
    expect(interval === '1d').toBe(isDaily);
  });
});

function cellsOf({ x, y, w, h }: Panel['gridPos']): readonly string[] {
  return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
}
