/** One colour for one thing, on every panel. Names are Grafana's, so that they suit its light and dark themes. */
export const COLORS = {
  meetings: 'blue',
  usual: 'text',
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
