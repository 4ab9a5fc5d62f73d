/** What a token needs for the analytics API; Cisco's older page leaves the second one out. */
export const ANALYTICS_SCOPES = ['analytics:read_all', 'identity:people_read'] as const;

/** Site discovery reads the organisation's licences. */
export const DISCOVERY_SCOPE = 'spark-admin:licenses_read';
