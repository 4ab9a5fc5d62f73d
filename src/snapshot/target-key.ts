/** Names what is polled: one window of one site, a site, or an account as a whole. Each has one collector. */
export interface TargetKey {
  /** Which of Webex's APIs, by our own name for it. */
  readonly collector: string;
  readonly account: string;
  /** Absent: the account as a whole. */
  readonly site?: string | undefined;
  /** The window's label, e.g. `7d`; absent where the API knows the present only. */
  readonly window?: string | undefined;
}

/** One text per target. A site is of one account at a time, and remains the same target when it moves to another one. */
export function keyId({ collector, account, site, window }: TargetKey): string {
  return [collector, ownerOf({ site, account }), ...(window === undefined ? [] : [window])].join(' ');
}

/** The site, or the account where a target is an account as a whole. */
export function ownerOf({ account, site }: Pick<TargetKey, 'account' | 'site'>): string {
  return site ?? `account ${account}`;
}

/** How a list for people names a target: `acme.webex.com 7d`. */
export function describeKey({ account, site, window }: TargetKey): string {
  return [ownerOf({ site, account }), ...(window === undefined ? [] : [window])].join(' ');
}
