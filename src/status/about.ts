import { html } from 'hono/html';
import type { AccountSnapshot, Budget } from '../snapshot/snapshot.ts';
import { pluralise, formatAge, formatInstant } from './format.ts';
import type { Html } from './html.ts';
import { describePresent, describePresentAdvice } from './present.ts';
import { countRequests, isTokenRefused, presentOf, type Tone } from './state.ts';
import type { StatusView } from './view.ts';

/** Budget and tokens of each account. */
export function renderAccounts(view: StatusView): Html {
  const { accounts } = view.snapshot;
  return html`<section id="accounts" data-live>
<h2>${accounts.length === 1 ? 'Account' : 'Accounts'}</h2>
<div class="cards">
${accounts.map((account) => renderAccount(account, view))}</div>
</section>
`;
}

function renderAccount(account: AccountSnapshot, view: StatusView): Html {
  const { snapshot, nowMs } = view;
  const { budget, throttledMs } = account;
  const present = presentOf(account, snapshot);
  const { all, failed } = countRequests(account);
  const [accessTone, access] = isTokenRefused(account, snapshot)
    ? ['bad', 'refused by Webex']
    : describeExpiry(account.accessTokenExpiryMs, nowMs);
  return html`<dl class="card">
<div><dt>Account</dt><dd class="name">${account.account}</dd></div>
${
  present.length === 0
    ? ''
    : html`<div><dt>Now</dt><dd>${describePresent(present, view)} ${describePresentAdvice(present, view)}</dd></div>
`
}<div><dt>Budget</dt><dd>${budget === undefined ? '–' : renderBudget(budget, nowMs)}</dd></div>
<div><dt>Waited</dt><dd>${formatAge(throttledMs)} for the budget or for Webex</dd></div>
<div><dt>Requests</dt><dd>${all}${failed > 0 ? `, ${failed} without success` : ''}</dd></div>
<div><dt>Access token</dt><dd><i class="dot ${accessTone}"></i>${access}</dd></div>
${
  account.refreshTokenExpiryMs === undefined ? '' : renderRefreshToken(account.refreshTokenExpiryMs, nowMs)
}</dl>
`;
}

/** An account with a ready token has none. */
function renderRefreshToken(expiryMs: number, nowMs: number): Html {
  const [tone, words] = describeExpiry(expiryMs, nowMs);
  return html`<div><dt>Refresh token</dt><dd><i class="dot ${tone}"></i>${words}</dd></div>
`;
}

function renderBudget({ requestsPerMinute, left, pausedUntilMs }: Budget, nowMs: number): Html {
  const used = Math.max(0, requestsPerMinute - left);
  const pause =
    pausedUntilMs > nowMs
      ? html` <b class="soft">paused by Webex for ${formatAge(pausedUntilMs - nowMs)}</b>`
      : '';
  return html`<meter max="${requestsPerMinute}" value="${used}"></meter> ${used} of ${requestsPerMinute} requests in the last minute${pause}`;
}

function describeExpiry(expiryMs: number | undefined, nowMs: number): [Tone, string] {
  if (expiryMs === undefined) return ['waiting', 'expiry not known'];
  if (expiryMs <= nowMs) return ['bad', `expired ${formatAge(nowMs - expiryMs)} ago`];
  return ['good', `valid for ${formatAge(expiryMs - nowMs)}`];
}

/** What runs here, and on which configuration. */
export function renderAbout(view: StatusView): Html {
  const { nowMs, startMs, foreignSites, configuration } = view;
  const { version, revision, nodeVersion, shard, shards } = view.snapshot.exporter;
  const facts: [name: string, value: Html | string][] = [
    ['Version', version],
    ['Revision', revision],
    ['Node', nodeVersion],
    ['Started', `${formatInstant(startMs)} UTC, ${formatAge(nowMs - startMs)} ago`],
    ['Configuration', describeReload(view)],
  ];
  if (shards > 1) facts.push(['Shard', `${shard} of ${shards} (0 to ${shards - 1})`]);
  return html`<section id="about">
<h2>Build and configuration</h2>
<div class="cards">
<dl class="card">
${facts.map(
  ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
)}</dl>
</div>
${shards === 1 ? '' : renderForeignSites(foreignSites)}<details><summary>Configuration, without secrets</summary>
<pre tabindex="0">${configuration}</pre>
</details>
</section>
`;
}

function describeReload({ snapshot, nowMs }: StatusView): Html {
  const { lastReloadSuccessful, lastReloadSuccessMs } = snapshot.exporter;
  const failure = lastReloadSuccessful ? '' : html` <b class="bad">the newest one is bad, see the log</b>`;
  return html`loaded ${formatAge(nowMs - lastReloadSuccessMs)} ago${failure}`;
}

function renderForeignSites(sites: StatusView['foreignSites']): Html {
  return html`<details><summary>${pluralise(sites.length, 'site')} polled by other shards</summary>
<ul class="foreign">
${sites.map(
  ({ site, shard }) => html`<li>${site}: shard ${shard}</li>
`,
)}</ul>
</details>
`;
}
