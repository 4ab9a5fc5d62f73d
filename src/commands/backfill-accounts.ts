import type { Question } from '../backfill/fill.ts';
import { settingsOf, type AccountConfig } from '../config/account-config.ts';
import type { Config } from '../config/config.ts';
import type { Account } from '../poll/account.ts';
import { createPoller, type Poll } from '../poll/poller.ts';
import { createDiscovery, mergeSites } from '../webex/discovery.ts';
import { startOfDayMs, type Window } from '../window.ts';
import { createAccount, type ConnectedAccount } from '../exporter/account.ts';
import type { CommandContext } from './serve.ts';

/** Retries of one question end after this; a Retry-After of an hour is still kept. */
const GIVE_UP_AFTER_MS = 3_600_000;

/** An account and what is asked of it, discovered sites included. */
export interface AskedAccount {
  readonly settings: AccountConfig;
  readonly account: Account;
}

/** Rejects when the sites of an account cannot be learnt: a run of the others would look like success. */
export async function connectAccounts(
  { accounts, stateDir }: Config,
  { runtime, log, redactor }: CommandContext,
): Promise<AskedAccount[]> {
  const connected: AskedAccount[] = [];
  for (const settings of accounts) {
    const account = await createAccount(settings, {
      runtime,
      log,
      redactor,
      stateDir,
      observe: () => undefined,
      onRetry: () => undefined,
      onResume: () => undefined,
    });
    const sites = settings.discover ? await findSites(settings, account, runtime.stop) : settings.sites;
    connected.push({ settings: { ...settings, sites }, account });
  }
  return connected;
}

async function findSites(
  settings: AccountConfig,
  { api }: ConnectedAccount,
  stop: AbortSignal,
): Promise<string[]> {
  const { discoverInclude: include, discoverExclude: exclude } = settings;
  const discovery = await createDiscovery(api, { include, exclude })(stop);
  if (discovery.kind === 'found') return mergeSites(settings.sites, discovery.sites);
  const reasons = discovery.attempts.map(({ method, failure }) => `${method}: ${failure.message}`);
  throw new Error(`the sites of account ${settings.name} cannot be discovered: ${reasons.join('; ')}`);
}

/** What is asked each day. */
export function createQuestions(
  accounts: readonly AskedAccount[],
  { runtime, redactor }: CommandContext,
): Question[] {
  const poll = createPoller({ clock: runtime.clock, random: runtime.random, redact: redactor.redact });
  return accounts.flatMap(({ settings, account }) => toQuestions(settings, account, poll));
}

function toQuestions(settings: AccountConfig, account: Account, poll: Poll): Question[] {
  return listWindows(settings).map(({ site, window }) => ({
    site,
    window: window.label,
    ask(day, signal) {
      const { dataDelayDays, maxLabelValues } = settingsOf(settings, site);
      const asOfMs = startOfDayMs(day) ?? 0;
      const asked = { site, window, delayDays: dataDelayDays, asOfMs, maxLabelValues };
      return poll(account, { ...asked, intervalMs: GIVE_UP_AFTER_MS }, signal);
    },
  }));
}

/** The windows that are asked about each day. */
export function listWindows(account: AccountConfig): { site: string; window: Window }[] {
  return account.sites.flatMap((site) =>
    settingsOf(account, site).windows.map((window) => ({ site, window })),
  );
}
