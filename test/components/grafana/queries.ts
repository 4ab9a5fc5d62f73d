import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { dashboards, panelsOf } from './dashboards.ts';

/** A query of the project, and where it is. */
export interface PlacedQuery {
  readonly place: string;
  readonly query: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

const ruleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({ record: z.string().optional(), alert: z.string().optional(), expr: z.string() }),
      ),
    }),
  ),
});

/** Of every panel. */
export const panelQueries: readonly PlacedQuery[] = dashboards.flatMap(({ title, dashboard }) =>
  panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map(({ expr }) => ({ place: `${title}: ${panel.title}`, query: expr })),
  ),
);

/** Of every mark on panels. */
export const annotationQueries: readonly PlacedQuery[] = dashboards.flatMap(({ title, dashboard }) =>
  dashboard.annotations.list.map(({ name, expr }) => ({ place: `${title}: ${name}`, query: expr })),
);

/** The series that every variable reads its values from. */
export const variableQueries: readonly PlacedQuery[] = dashboards.flatMap(({ title, dashboard }) =>
  dashboard.templating.list.flatMap(({ name, type, query }) => {
    const series = /^label_values\((.+), \w+\)$/.exec(query ?? '')?.[1];
    return type === 'query' ? [{ place: `${title}: $${name}`, query: spellOut(series ?? '') }] : [];
  }),
);

/** A selector of several names as a union of selectors with one each. */
function spellOut(selector: string): string {
  const [, names, matchers = ''] = /^\{__name__=~"([\w|]+)",(.*)\}$/.exec(selector) ?? [];
  if (names === undefined) return selector;
  return names
    .split('|')
    .map((name) => `${name}{${matchers}}`)
    .join(' or ');
}

/** Of every recording and alerting rule. */
export const ruleQueries: readonly PlacedQuery[] = [
  'thresholds',
  'holidays',
  'recording-rules',
  'alerts',
].flatMap((name) => {
  const text = readFileSync(`${root}deploy/prometheus/${name}.yaml`, 'utf8');
  return ruleFile
    .parse(parse(text))
    .groups.flatMap(({ rules }) =>
      rules.map(({ record, alert, expr }) => ({ place: record ?? alert ?? name, query: expr })),
    );
});

/** Of every runbook: one a line. */
export const runbookQueries: readonly PlacedQuery[] = readdirSync(`${root}docs/runbooks`).flatMap((file) => {
  const text = readFileSync(`${root}docs/runbooks/${file}`, 'utf8');
  return Array.from(text.matchAll(/```promql\n(.*?)```/gs), ([, block = '']) => block)
    .flatMap((block) => block.split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((query) => ({ place: file, query }));
});
