/** Sizes of a drawing, in CSS pixels. Letters are of a fixed width, so that a box is as wide as what stands in it wherever it is shown. */
export const METRICS = {
  /** Of one letter of a name at 12 pixels, and of a small one at 10: 0.602 em, as most fixed-width fonts have. */
  letter: 7.23,
  smallLetter: 6.02,
  padding: 12,
  nameHeight: 42,
  rowHeight: 20,
  jobHeight: 38,
  labelHeight: 16,
  rankGap: 48,
  boxGap: 18,
  lineGap: 10,
  margin: 20,
} as const;

/** Longer names lose their middle, and are told whole when they are pointed at. */
export const NAME_LENGTH_MAX = 30;
export const COLUMN_LENGTH_MAX = 32;
