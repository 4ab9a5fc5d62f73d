import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dashboards, panelsOf, type Panel } from './dashboards.ts';

describe.each(dashboards)('the dashboard $title', ({ name, dashboard }) => {
  const panels = panelsOf(dashboard);

  it('can be imported anywhere and is always the same one', () => {
    expect(dashboard.uid).toBe(name);
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard.description).toMatch(/^[A-Z].+\.$/);
  });

  it('is of a schema that Grafana 11 knows, without what came later', () => {
    expect(dashboard.schemaVersion).toBe(39);
    expect(JSON.stringify(dashboard)).not.toContain('inControlsMenu');
  });

  it('shows a day or weeks, in UTC', () => {
    expect(dashboard.timezone).toBe('utc');
    expect(dashboard.time.from).toMatch(/^now-(?:\dw|24h)$/);
    expect(dashboard.time.to).toBe('now');
  });

  it('lets the reader pick data source, cluster, job, account and sites, in this order and all of them at first', () => {
    const [datasource, ...others] = dashboard.templating.list;
    expect(datasource).toMatchObject({ name: 'datasource', type: 'datasource' });
    const choices = others.slice(0, 4);
    expect(choices.map(({ name }) => name)).toEqual(['cluster', 'job', 'account', 'site']);
    expect(choices.every(({ multi, includeAll }) => multi === true && includeAll === true)).toBe(true);
    // Series without the label are meant too, and each choice narrows the next one.
    expect(choices.map(({ allValue }) => allValue)).toEqual(['.*', '.*', '.*', undefined]);
    expect(choices.map(({ query }) => query?.match(/\$\w+/g) ?? [])).toEqual([
      [],
      ['$cluster'],
      ['$cluster', '$job'],
      ['$cluster', '$job', '$account'],
    ]);
    const asking = others.filter(({ type }) => type === 'query');
    expect(asking.map(({ datasource }) => datasource?.uid)).toEqual(asking.map(() => '${datasource}'));
  });

  it('leads to the other dashboards and to the status page, and marks alerts and restarts', () => {
    expect(dashboard.links.map(({ title }) => title)).toEqual(['Webex dashboards', 'Status page']);
    const names = dashboard.annotations.list.map((annotation) => annotation.name);
    expect(names).toContain('Firing alerts');
    expect(names).toContain('Starts of the exporter');
    expect(dashboard.annotations.list.every(({ datasource }) => datasource.uid === '${datasource}')).toBe(
      true,
    );
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

  it.each(panels.filter(({ type }) => type === 'timeseries'))(
    '$title has no two series of one colour',
    ({ fieldConfig }) => {
      const colors = propertiesOf(fieldConfig, 'color').map((color) => colorSchema.parse(color));
      // A palette by name gives names that hash alike one colour.
      expect(colors.filter(({ mode }) => mode === 'palette-classic-by-name')).toEqual([]);
      const drawn = colors.flatMap(({ mode, fixedColor }) => (mode === 'fixed' ? [fixedColor] : []));
      const bandEdges = propertiesOf(fieldConfig, 'custom.fillBelowTo').length;
      expect(drawn.length - new Set(drawn).size).toBe(bandEdges);
    },
  );

  it.each(panels.filter(hasSiteColumn))('$title leads from a site to that site alone', ({ fieldConfig }) => {
    const links = (fieldConfig?.overrides ?? []).filter(({ matcher }) => matcher['options'] === 'Site');
    expect(JSON.stringify(links)).toContain('/d/webex-meetings?');
    expect(JSON.stringify(links)).toContain('var-site=${__value.raw}');
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

const colorSchema = z.object({ mode: z.string(), fixedColor: z.string().optional() });

function propertiesOf(fieldConfig: Panel['fieldConfig'], id: string): readonly unknown[] {
  return (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter((property) => property.id === id).map(({ value }) => value),
  );
}

function hasSiteColumn({ transformations = [] }: Panel): boolean {
  return transformations.some(({ options }) => options.renameByName?.['site'] === 'Site');
}

function cellsOf({ x, y, w, h }: Panel['gridPos']): readonly string[] {
  return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
}
