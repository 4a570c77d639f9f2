/**
 * The float network's outputs on a dataset, image by image, as far as they are known. They lie on the host and outlive a
 * change of batch size.
 */
export class FloatOutputs {
  readonly #count: number;
  readonly #known: boolean[];
  /** One array [count, size] per output. */
  #heads: Float32Array[] = [];

  /** @param count images of the dataset */
  constructor(count: number) {
    this.#count = count;
    this.#known = new Array<boolean>(count).fill(false);
  }

  /** How many of the first `count` images are known. */
  known(count: number): number {
    return this.#known.slice(0, count).filter(Boolean).length;
  }

  has(first: number, images: number): boolean {
    return this.#known.slice(first, first + images).every(Boolean);
  }

  /** @param outputs one array [images, size] per output of the network */
  set(first: number, images: number, outputs: readonly Float32Array[]): void {
    if (this.#heads.length === 0) {
      this.#heads = outputs.map((values) => new Float32Array((values.length / images) * this.#count));
    }
    outputs.forEach((values, head) => {
      this.#heads[head]!.set(values, (values.length / images) * first);
    });
    this.#known.fill(true, first, first + images);
  }

  get(head: number, first: number, images: number): Float32Array {
    const values = this.#heads[head]!;
    const size = values.length / this.#count;
    return values.subarray(first * size, (first + images) * size);
  }
}
