// Which of many numbers are equal, and in which order the different ones come: once for all partitions of the same pairs.

export interface DistinctValues {
  /** The different values, rising. */
  readonly values: Float64Array;
  /** Where each number stands among them. */
  readonly ranks: Int32Array;
}

/** The distinct values of numbers from 0 up. Careers have few distances (whole numbers under constant costs), so they are hashed, and only the distinct are sorted. */
export function distinctValues(numbers: Float64Array): DistinctValues {
  const found = new ValueTable();
  const ranks = new Int32Array(numbers.length);
  for (let at = 0; at < numbers.length; at += 1) ranks[at] = found.indexOf(numbers[at] as number);
  const values = found.values();
  const order = Array.from({ length: values.length }, (_, index) => index);
  order.sort((one, other) => (values[one] as number) - (values[other] as number));
  const rank = new Int32Array(values.length);
  order.forEach((index, at) => {
    rank[index] = at;
  });
  for (let at = 0; at < ranks.length; at += 1) ranks[at] = rank[ranks[at] as number] as number;
  return { values: values.sort(), ranks };
}

/** An open-addressing table from numbers to the order in which they came. */
class ValueTable {
  #slots = new Int32Array(1024).fill(-1);
  #values = new Float64Array(512);
  #count = 0;
  readonly #number = new Float64Array(1);
  readonly #bits = new Uint32Array(this.#number.buffer);

  values(): Float64Array {
    return this.#values.slice(0, this.#count);
  }

  indexOf(value: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(value) & mask;
    while (true) {
      const index = this.#slots[slot] as number;
      if (index < 0) return this.#add(value, slot);
      if (this.#values[index] === value) return index;
      slot = (slot + 1) & mask;
    }
  }

  #hash(value: number): number {
    // -0 and 0 are one value.
    this.#number[0] = value + 0;
    const word = Math.imul((this.#bits[0] as number) ^ Math.imul(this.#bits[1] as number, 0x9e3779b1), 0x85ebca6b);
    return (word ^ (word >>> 15)) >>> 0;
  }

  #add(value: number, slot: number): number {
    const index = this.#count;
    if (index === this.#values.length) this.#grow();
    // Growing moved the slots.
    else {
      this.#slots[slot] = index;
      this.#values[index] = value;
      this.#count += 1;
      return index;
    }
    return this.indexOf(value);
  }

  #grow(): void {
    const values = new Float64Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.#count; index += 1) {
      let slot = this.#hash(values[index] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.#slots = slots;
  }
}
