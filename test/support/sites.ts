/** Two sites that the simulator knows. */
export const site = 'acme.webex.com';
export const otherSite = 'acme-eu.webex.com';
