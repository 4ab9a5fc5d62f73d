import type { PastTarget } from '../backfill/fill.ts';
import { mergeSites, type AccountConfig } from '../config/account.ts';
import type { Config } from '../config/config.ts';
import { createAccount, type ConnectedAccount } from '../exporter/account.ts';
import { toTargets } from '../exporter/collectors.ts';
import { createPoller } from '../poll/poller.ts';
import { discoverSites, describeAttempts } from '../webex/discovery.ts';
import { startOfDayMs } from '../window.ts';
import type { CommandContext } from './serve.ts';

/** Retries of one question end after this; a Retry-After of an hour is still kept. */
const GIVE_UP_AFTER_MS = 3_600_000;

/** An account and what is asked of it, discovered sites included. */
export interface BackfilledAccount {
  readonly settings: AccountConfig;
  /** One for each window of each site. */
  readonly targets: readonly PastTarget[];
}

/** Rejects when the sites of an account cannot be learnt: a run of the others would look like success. */
export async function connectAccounts(
  { accounts, stateDir }: Config,
  context: CommandContext,
): Promise<BackfilledAccount[]> {
  const { runtime, log, redactor } = context;
  const connected: BackfilledAccount[] = [];
  for (const configured of accounts) {
    const account = await createAccount(configured, { runtime, log, redactor, stateDir });
    const settings = configured.discover
      ? { ...configured, sites: await findSites(configured, account, runtime.stop) }
      : configured;
    connected.push({ settings, targets: toPastTargets(settings, account, context) });
  }
  return connected;
}

async function findSites(
  settings: AccountConfig,
  { api }: ConnectedAccount,
  stop: AbortSignal,
): Promise<string[]> {
  const discovery = await discoverSites(api, settings, stop);
  if (discovery.kind === 'found') return mergeSites(settings.sites, discovery.sites);
  const reasons = describeAttempts(discovery.attempts);
  throw new Error(`the sites of account ${settings.name} cannot be discovered: ${reasons}`);
}

function toPastTargets(
  settings: AccountConfig,
  account: ConnectedAccount,
  { runtime, redactor }: CommandContext,
): PastTarget[] {
  const { clock, random } = runtime;
  const poll = createPoller({ clock, random, redact: redactor.redact });
  return toTargets(settings).flatMap((target): PastTarget[] => {
    const { site, window } = target.key;
    // What knows the present only has no past.
    if (site === undefined || window === undefined) return [];
    return [
      {
        key: { ...target.key, site, window },
        ask(day, signal) {
          const limits = { giveUpAfterMs: GIVE_UP_AFTER_MS, asOfMs: startOfDayMs(day) ?? 0 };
          return poll(account, target, limits, signal);
        },
      },
    ];
  });
}
