/** The `collector` label of historical meeting figures. */
export const COLLECTOR_NAME = 'meetings';
