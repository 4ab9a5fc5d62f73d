import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const target = z.object({
  refId: z.string(),
  expr: z.string(),
  instant: z.boolean().optional(),
  datasource: z.object({ type: z.string(), uid: z.string() }),
});

const property = z.object({ id: z.string(), value: z.unknown() });

const transformation = z.looseObject({ renameByName: z.record(z.string(), z.string()).optional() });

const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  interval: z.string().optional(),
  targets: z.array(target).optional(),
  fieldConfig: z
    .object({
      defaults: z.object({ unit: z.string().optional(), noValue: z.string().optional() }),
      overrides: z.array(z.object({ matcher: z.looseObject({}), properties: z.array(property) })).optional(),
    })
    .optional(),
  transformations: z.array(z.looseObject({ options: transformation })).optional(),
});

const annotation = z.object({
  name: z.string(),
  expr: z.string(),
  step: z.string(),
  datasource: z.object({ uid: z.string() }),
});

const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  schemaVersion: z.number(),
  links: z.array(z.looseObject({ title: z.string(), url: z.string().optional() })),
  annotations: z.object({ list: z.array(annotation) }),
  timezone: z.string(),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        query: z.string().optional(),
        allValue: z.string().optional(),
        multi: z.boolean().optional(),
        includeAll: z.boolean().optional(),
        datasource: z.object({ uid: z.string().optional() }).optional(),
      }),
    ),
  }),
  panels: z.array(panel.extend({ collapsed: z.boolean().optional(), panels: z.array(panel).optional() })),
});

export type Panel = z.infer<typeof panel>;
export type Dashboard = z.infer<typeof dashboardSchema>;

/** The committed dashboards. */
export const dashboards = ['webex-meetings', 'webex-exporter', 'webex-live'].map((name) => {
  const file = fileURLToPath(new URL(`../../../grafana/dashboards/${name}.json`, import.meta.url));
  const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { name, title: dashboard.title, dashboard };
});

/** All panels that show something, those of collapsed rows too. */
export function panelsOf({ panels }: Dashboard): readonly Panel[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
}
