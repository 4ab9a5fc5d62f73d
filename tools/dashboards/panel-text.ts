/** What every panel has. */
export interface PanelText {
  readonly title: string;
  /** What is shown, as Grafana's hint on the title; whole sentences. */
  readonly description: string;
  /** Of 24 columns. */
  readonly width: number;
  /** In grid rows of about 30 pixels. */
  readonly height: number;
  /** A unit of Grafana's. */
  readonly unit: string;
}

interface PanelWithText {
  title(title: string): this;
  description(description: string): this;
  span(width: number): this;
  height(height: number): this;
  unit(unit: string): this;
  noValue(text: string): this;
}

/** Puts the text on; where there is nothing to show, a dash says so more calmly than "No data". */
export function label<P extends PanelWithText>(
  panel: P,
  { title, description, width, height, unit }: PanelText,
): P {
  return panel.title(title).description(description).span(width).height(height).unit(unit).noValue('–');
}
