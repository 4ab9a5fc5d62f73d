/** A committed file whose text follows from the code. */
export interface GeneratedFile {
  /** Relative to the project's root. */
  readonly path: string;
  /** Makes the new text from the present one, which is empty for a new file. */
  readonly render: (present: string) => string;
}
