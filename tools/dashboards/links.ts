/** A link in a panel, as Grafana's field option `links`. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank?: boolean;
}

const DOCS = 'https://github.com/webex-exporter/webex-exporter/blob/main/docs';

/** Carried over to another dashboard. `$__url_time_range` is Grafana's own. */
const CARRIED = ['datasource', 'cluster', 'job'].map((name) => `\${${name}:queryparam}`).join('&');

/** The exporter's status page, at the address by which Prometheus scrapes it. */
export const STATUS_PAGE: DataLink = {
  title: 'Status page',
  url: 'http://${exporter}/',
  targetBlank: true,
};

/** The exporter of a cell that says its address. */
export const STATUS_PAGE_OF_CELL: DataLink = {
  title: 'Status page',
  url: 'http://${__value.raw}/',
  targetBlank: true,
};

/** What to do about the alert that a cell names. */
export const RUNBOOK_OF_CELL: DataLink = {
  title: 'Runbook',
  url: `${DOCS}/runbooks/\${__value.raw}.md`,
  targetBlank: true,
};

export const FAILURE_MODES: DataLink = {
  title: 'What it means and what to do',
  url: `${DOCS}/failure-modes.md`,
  targetBlank: true,
};

/** From a cell that names a site: the dashboard of its figures, with that site alone. */
export function siteLinks(site = '${__value.raw}'): readonly DataLink[] {
  return [
    { title: 'Only this site', url: toDashboard('webex-meetings', site) },
    { title: 'How it is polled', url: toDashboard('webex-exporter', site) },
    { ...STATUS_PAGE, url: `${STATUS_PAGE.url}?q=${site}` },
  ];
}

/** The same from a series that is of one site. */
export const SITE_LINKS_OF_SERIES = siteLinks('${__field.labels.site}');

function toDashboard(uid: string, site: string): string {
  return `/d/${uid}?${CARRIED}&var-site=${site}&\${__url_time_range}`;
}
