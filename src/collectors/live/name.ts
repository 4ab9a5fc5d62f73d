/** The `collector` label of live meetings. */
export const COLLECTOR_NAME = 'live';
