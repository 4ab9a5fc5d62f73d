import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const target = z.object({
  refId: z.string(),
  expr: z.string(),
  instant: z.boolean().optional(),
  datasource: z.object({ type: z.string(), uid: z.string() }),
});

const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  interval: z.string().optional(),
  targets: z.array(target).optional(),
  fieldConfig: z
    .object({ defaults: z.object({ unit: z.string().optional(), noValue: z.string().optional() }) })
    .optional(),
});

const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  timezone: z.string(),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
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
export const dashboards = ['webex-meetings', 'webex-exporter'].map((name) => {
  const file = fileURLToPath(new URL(`../../../grafana/dashboards/${name}.json`, import.meta.url));
  const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { name, title: dashboard.title, dashboard };
});

/** All panels that show something, those of collapsed rows too. */
export function panelsOf({ panels }: Dashboard): readonly Panel[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
}
