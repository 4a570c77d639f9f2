/** One row of the table of groups: plain values, so that equal rows are seen to be equal. */
export interface GroupItem {
  readonly id: string;
  /** All its layers, full names. */
  readonly title: string;
  /** Short form of its first layer's name, unlike that of every other row. */
  readonly label: string;
  readonly layerCount: number;
  /** Place in the network. */
  readonly order: number;
  /** Pair in the plan; null before the first. */
  readonly pair: string | null;
  readonly pinned: boolean;
  /** AQS at that pair as the solver sees it (`groupAqs`); null while not measured. */
  readonly aqs: number | null;
  /** Place on the colour ramp, 0..1, of its most sensitive layer; null while not measured. */
  readonly heat: number | null;
  /** Of the plan's main cost, 0..1. */
  readonly costShare: number | null;
  readonly sizeBytes: number | null;
}
