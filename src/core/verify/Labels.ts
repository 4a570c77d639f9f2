/**
 * The classes that count as right, by image: one index, or several of which any will do. An empty list: the image has no
 * label and does not count for accuracy.
 */
export type Labels = readonly (number | readonly number[])[];

/** The classes that an image's label accepts. */
export function acceptedClasses(label: number | readonly number[] | undefined): readonly number[] {
  return label === undefined ? [] : typeof label === 'number' ? [label] : label;
}
