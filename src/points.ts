/** A figure under the values of its labels. */
export interface Point {
  readonly labels: readonly string[];
  readonly value: number;
}

/**
 * Points in two columns. Hundreds are kept of each site: as objects they are three times as large, and V8 collects garbage for
 * two thirds longer while polls land.
 */
export class Points {
  readonly labels: readonly (readonly string[])[];
  readonly values: readonly number[];

  /** A point's values of labels and its figure have the same place in both. */
  constructor(labels: readonly (readonly string[])[], values: readonly number[]) {
    this.labels = labels;
    this.values = values;
  }

  static from(points: readonly Point[]): Points {
    return new Points(
      points.map(({ labels }) => labels),
      points.map(({ value }) => value),
    );
  }

  get length(): number {
    return this.values.length;
  }

  toArray(): Point[] {
    return this.labels.map((labels, place) => ({ labels, value: this.values[place] ?? NaN }));
  }

  /** In files a point is an object. */
  toJSON(): Point[] {
    return this.toArray();
  }
}

export const NO_POINTS = new Points([], []);
