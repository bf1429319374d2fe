import { SourceError } from '../errors.ts';
import type { Chunks } from './byte-reader.ts';
import type { ByteSource } from './byte-source.ts';

/** The first read, in bytes. Each that follows doubles it, up to the largest, until bytes are asked for apart. */
const SMALLEST = 0x1_0000;
const LARGEST = 0x40_0000;

/** Reads a {@link ByteSource} from its start on. The source stays open: it is its owner's. */
export class SourceChunks implements Chunks {
  readonly name: string;
  readonly isBorrowed = false;
  readonly size: number;
  readonly #source: ByteSource;
  readonly #smallest: number;
  #offset = 0;
  #length: number;
  readonly fill?: (target: Uint8Array, signal?: AbortSignal) => Promise<number>;

  /** `smallest`: bytes of the first read, and of each behind what was passed over or taken apart. */
  constructor(source: ByteSource, smallest = SMALLEST) {
    this.name = source.name ?? 'the source';
    this.size = source.size;
    this.#source = source;
    this.#smallest = smallest;
    this.#length = smallest;
    this.fill = source.readInto === undefined ? this.#read : this.#readInto;
  }

  async next(signal?: AbortSignal): Promise<Uint8Array | null> {
    const length = Math.min(this.#length, this.size - this.#offset);
    if (length <= 0) return null;
    this.#length = Math.min(2 * this.#length, LARGEST);
    const bytes = await this.#get(length, signal);
    return bytes.length === 0 ? null : bytes;
  }

  skip(length: number): void {
    this.#offset += length;
    this.#length = this.#smallest;
  }

  async cancel(): Promise<void> {}

  #read = async (target: Uint8Array, signal?: AbortSignal): Promise<number> => {
    this.#length = this.#smallest;
    const bytes = await this.#get(target.length, signal);
    target.set(bytes);
    return bytes.length;
  };

  #readInto = async (target: Uint8Array, signal?: AbortSignal): Promise<number> => {
    this.#length = this.#smallest;
    const count = await this.#source.readInto!(target, this.#offset, signal);
    this.#offset += count;
    return count;
  };

  async #get(length: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const bytes = await this.#source.read(this.#offset, length, signal);
    if (bytes.length > length)
      throw new SourceError(`${this.name} gave ${bytes.length} bytes where ${length} were asked for`, {
        offset: this.#offset,
      });
    this.#offset += bytes.length;
    return bytes;
  }
}
