import {
  type AnnotationQuery,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  RowBuilder,
  type Panel,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { STATUS_PAGE } from './links.ts';

/** Panels under a heading, laid out from left to right. */
export interface Row {
  /** Absent for the panels at the top. */
  readonly title?: string;
  /** Default false; the panels of a collapsed row ask nothing until it is opened. */
  readonly isCollapsed?: boolean;
  readonly panels: readonly Builder<Panel>[];
}

export interface DashboardOptions {
  /** Never changed: links and Grafana's own records hold on to it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** What is shown at first, up to now: `now-6w`. */
  readonly from: string;
  readonly refresh: string;
  readonly variables: readonly Builder<VariableModel>[];
  /** Marks on every panel with a time axis. */
  readonly annotations: readonly Builder<AnnotationQuery>[];
  readonly rows: readonly Row[];
}

/** Grafana 11's: that one takes it as it is, newer ones bring it up to their own when they read it. */
const SCHEMA_VERSION = 39;

/** The dashboard's JSON, for Grafana's import, for provisioning and for a sidecar alike. */
export function renderDashboard(options: DashboardOptions): string {
  const builder = new DashboardBuilder(options.title)
    .uid(options.uid)
    .description(options.description)
    .tags(['webex'])
    .timezone('utc')
    .time({ from: options.from, to: 'now' })
    .refresh(options.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .link(
      new DashboardLinkBuilder('Webex dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags(['webex'])
        .keepTime(true)
        .includeVars(true),
    )
    .link(
      new DashboardLinkBuilder(STATUS_PAGE.title)
        .type(DashboardLinkType.Link)
        .icon('external link')
        .url(STATUS_PAGE.url)
        .targetBlank(true),
    );
  for (const annotation of options.annotations) builder.annotation(annotation);
  for (const variable of options.variables) builder.withVariable(variable);
  for (const row of options.rows) addRow(builder, row);
  const dashboard = builder.build();
  return JSON.stringify({
    ...dashboard,
    schemaVersion: SCHEMA_VERSION,
    links: dashboard.links?.map(withoutPlacement),
    annotations: { list: dashboard.annotations?.list?.map(withoutPlacement) },
    panels: numbered(dashboard.panels ?? []),
  });
}

function addRow(builder: DashboardBuilder, { title, isCollapsed = false, panels }: Row): void {
  if (title !== undefined) {
    const row = new RowBuilder(title);
    if (isCollapsed) for (const panel of panels) row.withPanel(panel);
    builder.withRow(row.collapsed(isCollapsed));
  }
  if (!isCollapsed) for (const panel of panels) builder.withPanel(panel);
}

/** The SDK puts links and annotations into a menu, which Grafana has from version 12 on. */
function withoutPlacement<T extends { placement?: unknown }>(one: T): Omit<T, 'placement'> {
  const { placement: _placement, ...rest } = one;
  return rest;
}

type NumberedPanels = NonNullable<ReturnType<DashboardBuilder['build']>['panels']>;

/** Links and alerts hold on to panels by number. */
function numbered(panels: NumberedPanels): NumberedPanels {
  let id = 0;
  return panels.map((panel) => {
    id += 1;
    const withId = { ...panel, id };
    if (!('panels' in withId)) return withId;
    return {
      ...withId,
      panels: withId.panels.map((inner) => {
        id += 1;
        return { ...inner, id };
      }),
    };
  });
}
