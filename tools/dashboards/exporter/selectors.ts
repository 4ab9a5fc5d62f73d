/** What the reader picked: all windows are of interest to who runs the exporter. */
export const CHOSEN_SITES = '{site=~"$site"}';
