import type { Steps } from './steps.ts';
import { REMARKABLE } from './thresholds.ts';

/** One colour for one thing, on every panel. Names are Grafana's, so that they suit its light and dark themes. */
export const COLORS = {
  meetings: 'blue',
  usual: 'text',
  band: 'super-light-blue',
  participants: 'purple',
  hosts: 'semi-dark-purple',
  hours: 'semi-dark-blue',
  voip: 'blue',
  telephone: 'orange',
  video: 'green',
  sharing: 'yellow',
  recording: 'red',
  good: 'green',
  notable: 'yellow',
  bad: 'red',
} as const;

/**
 * Ways of joining that are known, in pairs of kinds that no neighbour on a stack shares: apps blue and green, devices
 * purple, telephones warm. Others, which Webex may add on any day, are grey.
 */
export const JOIN_METHOD_COLORS: Readonly<Record<string, string>> = {
  webexApp: 'blue',
  meetingsDesktopApp: 'dark-blue',
  webApp: 'light-green',
  mobileMeetingsApp: 'dark-green',
  cloudVideoDevice: 'purple',
  thirdPartyVideoDevice: 'light-purple',
  callIn: 'orange',
  callBack: 'yellow',
  spatialApp: 'light-red',
  browserPlugin: 'dark-red',
};

/** Colours of a change against the usual: unremarkable in the middle. */
export const CHANGE_COLORS: Steps = [
  COLORS.bad,
  [-REMARKABLE.dropRatio, COLORS.usual],
  [REMARKABLE.surgeRatio, COLORS.notable],
];

/** Colours of the age of an answer. */
export const AGE_COLORS: Steps = [
  COLORS.good,
  [REMARKABLE.lateAnswerSeconds, COLORS.notable],
  [REMARKABLE.staleAnswerSeconds, COLORS.bad],
];
