import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ALERT_NAMES } from '../../../src/rules/rule-set.ts';

const rule = z.object({
  uid: z.string().max(40),
  title: z.string(),
  condition: z.string(),
  annotations: z.record(z.string(), z.string()),
  data: z.array(z.object({ refId: z.string(), datasourceUid: z.string() })),
});
const ruleFile = z.object({ groups: z.array(z.object({ rules: z.array(rule) })) });
const datasources = z.object({ datasources: z.array(z.object({ uid: z.string() })) });
const composeFile = z.object({
  services: z.object({ grafana: z.object({ environment: z.record(z.string(), z.string()) }) }),
});
const contactPoints = z.object({ contactPoints: z.array(z.object({ name: z.string() })) });
const policies = z.object({
  policies: z.array(
    z.object({ routes: z.array(z.object({ receiver: z.string(), group_by: z.array(z.string()) })) }),
  ),
});

function read<T>(schema: z.ZodType<T>, path: string): T {
  const file = fileURLToPath(new URL(`../../../grafana/${path}`, import.meta.url));
  return schema.parse(parse(readFileSync(file, 'utf8')));
}

describe('the provisioned alerts of Grafana', () => {
  const rules = read(ruleFile, 'alerting/rules.yaml').groups.flatMap(({ rules }) => rules);

  it('are all there are', () => {
    expect(rules.map(({ title }) => title)).toEqual(ALERT_NAMES);
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
  });

  it('ask the data source that one variable names and judge what it answers', () => {
    for (const { condition, data } of rules) {
      expect(data.map(({ datasourceUid }) => datasourceUid)).toEqual(['$WEBEX_DATASOURCE_UID', '__expr__']);
      expect(data.at(-1)?.refId).toBe(condition);
    }
  });

  it('have no "$" in their words, which some versions of Grafana take for the environment', () => {
    expect(JSON.stringify(rules.map(({ annotations }) => annotations))).not.toContain('$');
  });

  it('find the provisioned data source where compose starts Grafana', () => {
    const [datasource] = read(datasources, 'provisioning/datasources/webex.yaml').datasources;
    const { services } = read(composeFile, '../deploy/compose/compose.yaml');
    expect(services.grafana.environment['WEBEX_DATASOURCE_UID']).toBe(datasource?.uid);
  });

  it('go to a contact point that there is, grouped by account', () => {
    const [contactPoint] = read(contactPoints, 'alerting/contact-points.yaml').contactPoints;
    const routes = read(policies, 'alerting/policies.yaml').policies.flatMap(({ routes }) => routes);
    expect(routes.map(({ receiver }) => receiver)).toEqual([contactPoint?.name]);
    for (const { group_by: labels } of routes) expect(labels).toContain('account');
  });
});
