/** Of so many objects the memory for their indices is kept for the next pickle. */
const LARGEST_SPARE = 2 ** 19;
/** What one in so many does is done often. */
const FEW = 16;

let spare: Int32Array | null = null;

/**
 * The memo of objects, by identity. Most are met once: to add one to a Set tells by one look-up whether it is known,
 * where a Map takes two, and more memory. The number of what is met again is asked of a Map that is made then, of all up
 * to it. Where that happens often, the Map is all there is from then on.
 */
export class ObjectTable {
  private readonly known = new Set<object>();
  /** The memo index of each of them, in their order. */
  private indices: Int32Array;
  /** Those of the first of them, or of all. */
  private readonly found = new Map<object, number>();
  /** Goes through the others; never to the end, where it would stay. */
  private readonly rest = this.known.values();
  /** How often what is in the Map did not suffice. */
  private lacks = 0;
  private isMap = false;

  constructor() {
    this.indices = spare ?? new Int32Array(64);
    spare = null;
  }

  /** Gives its memory to the next pickle. */
  release(): void {
    if (this.indices.length <= LARGEST_SPARE) spare = this.indices;
  }

  get(object: object): number | undefined {
    return this.isMap || this.known.has(object) ? this.find(object) : undefined;
  }

  /** The memo index of an object; undefined where it is new, and from now on it is known as `index`. */
  add(object: object, index: number): number | undefined {
    const { known, found } = this;
    if (this.isMap) {
      const before = found.get(object);
      if (before === undefined) found.set(object, index);
      return before;
    }
    const { size } = known;
    known.add(object);
    if (known.size === size) return this.find(object);
    if (size === this.indices.length) this.grow();
    this.indices[size] = index;
    return undefined;
  }

  private find(object: object): number | undefined {
    const { known, found, rest, indices } = this;
    const index = found.get(object);
    if (index !== undefined || this.isMap) return index;
    this.isMap = ++this.lacks > FEW + known.size / FEW;
    let other: object;
    do {
      other = rest.next().value!;
      found.set(other, indices[found.size]!);
    } while (this.isMap ? found.size < known.size : other !== object);
    if (this.isMap) known.clear();
    return found.get(object);
  }

  private grow(): void {
    const grown = new Int32Array(2 * this.indices.length);
    grown.set(this.indices);
    this.indices = grown;
  }
}
