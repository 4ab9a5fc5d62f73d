/** The figure that stands for an answer where there is room for one only. */
export interface Headline {
  /** Its name in a summary's figures. */
  readonly figure: string;
  /** What it counts, in the singular: `meeting`. */
  readonly noun: string;
}
