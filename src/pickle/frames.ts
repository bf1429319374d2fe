/**
 * Where a pickle is written: one growing buffer, the frames of protocol 4 and later, and big payloads, which
 * stay where they are until the pickle is whole.
 *
 * A frame's header (9 bytes) is reserved when it opens and filled in when it closes. A payload of 64 KiB or more
 * stands outside of frames, as in CPython, so that it can be written straight from its memory.
 *
 * What lies before the open frame is settled: nothing changes it, so it can be taken before the rest is written.
 *
 * Source: CPython's `_Pickler_OpcodeBoundary`, `_Pickler_CloseFrame`, `_Pickler_write_bytes` (`_pickle.c`).
 */

import type { PendingBytes } from '../values/pending-bytes.ts';

const FRAME = 0x95;
const HEADER = 9;
const SMALLEST_FRAME = 4;
/** Bytes after which the next object begins a new frame, and from which on a payload stands alone. */
export const FRAME_TARGET = 65536;

const NONE = 0x4e;
const POP = 0x30;
const SHORT_BINBYTES = 0x43;

/** Bytes that go to the pickle as they are, or transcoded, when it is put together. */
export type Source = Uint8Array | PendingBytes;

/** A big payload: its bytes stand where the buffer has `at`. */
interface Segment {
  readonly at: number;
  readonly source: Source;
}

/** What was the buffer of the last pickle: to make one anew each time costs more than small pickles do. */
let spare: Uint8Array<ArrayBuffer> | null = null;
const LARGEST_SPARE = 2 ** 24;
/** How far the buffer grows at once for what is only foreseen. */
const LARGEST_GUESS = 2 ** 26;

export function sizeOf(source: Source): number {
  return source instanceof Uint8Array ? source.length : source.nbytes;
}

function copyTo(source: Source, target: Uint8Array, at: number): void {
  if (source instanceof Uint8Array) target.set(source, at);
  else source.writeTo(target, at);
}

export abstract class Frames {
  protected bytes: Uint8Array<ArrayBuffer>;
  protected view: DataView;
  /** Where the next byte goes. */
  protected at = 0;
  /** Where the open frame begins; -1 where there is none. */
  private frameStart = -1;
  /** Where the next object begins a new frame. */
  protected frameEnd = Number.MAX_SAFE_INTEGER;
  private readonly align: number;
  private segments: Segment[] = [];
  /** Bytes of the pickle that don't lie in the buffer: of segments, and those that were taken. */
  private elsewhere = 0;
  private inSegments = 0;
  /** Bytes that wait to be taken, before the next object shall pause. */
  protected slab = Number.POSITIVE_INFINITY;

  /** `align`: what positions of arrays' payloads shall be multiples of; 0 for any. */
  constructor(align: number) {
    this.bytes = spare ?? new Uint8Array(4096);
    spare = null;
    this.view = new DataView(this.bytes.buffer);
    this.align = align;
  }

  /** Makes room for `count` bytes more. */
  protected reserve(count: number): void {
    if (this.at + count > this.bytes.length) this.grow(count);
  }

  /** The bytes that all of it may take. To be right spares copies, and memory that was never touched before. */
  protected abstract foresee(): number;

  private grow(count: number): void {
    const { length } = this.bytes;
    const guess = Math.min(this.foresee(), 64 * length, 2 * this.slab, LARGEST_GUESS);
    const grown = new Uint8Array(Math.max(2 * length, this.at + count, guess));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  /** A frame that nothing is written to leaves no trace, so each opens as soon as the one before is closed. */
  protected openFrame(): void {
    this.reserve(HEADER);
    this.frameStart = this.at;
    this.at += HEADER;
    this.frameEnd = this.at + FRAME_TARGET;
  }

  protected closeFrame(): void {
    const start = this.frameStart;
    const size = this.at - start - HEADER;
    if (size < SMALLEST_FRAME) {
      this.bytes.copyWithin(start, start + HEADER, this.at);
      this.at -= HEADER;
    } else {
      this.bytes[start] = FRAME;
      this.view.setUint32(start + 1, size, true);
      this.view.setUint32(start + 5, 0, true);
    }
    this.frameStart = -1;
  }

  /** Called where an object begins behind `frameEnd`: ends a frame that has grown to its size. */
  protected nextFrame(): void {
    const { frameStart } = this;
    const end = frameStart < 0 ? this.at + FRAME_TARGET : frameStart + HEADER + FRAME_TARGET;
    if (this.at < end) {
      this.frameEnd = end;
      return;
    }
    this.closeFrame();
    this.openFrame();
  }

  /** Bytes of the buffer, from its start on, that nothing changes any more. */
  private get settled(): number {
    return this.frameStart < 0 ? this.at : this.frameStart;
  }

  /** Whether enough is settled to be taken. */
  protected isFull(): boolean {
    return this.settled + this.inSegments >= this.slab;
  }

  /** Writes a count of 4 or 8 bytes behind its opcode. */
  protected writeCount(opcode: number, count: number, width: 4 | 8): void {
    this.bytes[this.at] = opcode;
    this.view.setUint32(this.at + 1, count % 2 ** 32, true);
    if (width === 8) this.view.setUint32(this.at + 5, Math.floor(count / 2 ** 32), true);
    this.at += 1 + width;
  }

  /** An opcode, its count (1, 4 or 8 bytes wide) and as many bytes. `aligned`: these are an array's. */
  protected writePayload(opcode: number, width: 1 | 4 | 8, source: Source, aligned: boolean): void {
    const size = sizeOf(source);
    const framed = this.frameStart >= 0;
    const alone = size >= FRAME_TARGET;
    if (alone && framed) this.closeFrame();
    this.reserve(HEADER + (alone ? 0 : size));
    if (aligned && this.align > 1 && size > 0) this.pad(1 + width, alone ? 0 : size);
    if (width === 1) {
      this.bytes[this.at] = opcode;
      this.bytes[this.at + 1] = size;
      this.at += 2;
    } else {
      this.writeCount(opcode, size, width);
    }
    this.writeSource(source);
    if (alone) this.resume(framed);
  }

  /** Goes on behind what stands outside of frames. */
  private resume(framed: boolean): void {
    if (framed) this.openFrame();
    if (this.isFull()) this.frameEnd = this.at;
  }

  /** Bytes as they are; room is there for those of less than {@link FRAME_TARGET}. */
  private writeSource(source: Source): void {
    const size = sizeOf(source);
    if (size >= FRAME_TARGET) {
      this.segments.push({ at: this.at, source });
      this.elsewhere += size;
      this.inSegments += size;
    } else {
      copyTo(source, this.bytes, this.at);
      this.at += size;
    }
  }

  /**
   * Bytes between the opcodes, outside of frames. `multiple`: a byte comes first, and as many of 0xFF as it says, 1 or
   * more, so that they begin at a multiple of that; 0: they stand where they stand.
   */
  protected writeBetween(sources: readonly Source[], multiple: number): void {
    const framed = this.frameStart >= 0;
    if (framed) this.closeFrame();
    if (multiple > 0) {
      const gap = multiple - ((this.at + this.elsewhere + 1) % multiple);
      this.reserve(1 + gap);
      this.bytes[this.at] = gap;
      this.bytes.fill(0xff, this.at + 1, this.at + 1 + gap);
      this.at += 1 + gap;
    }
    for (const source of sources) {
      this.reserve(Math.min(sizeOf(source), FRAME_TARGET));
      this.writeSource(source);
    }
    this.resume(framed);
  }

  /** Fills up with values that are dropped again, until what stands `header` bytes further on is aligned. */
  private pad(header: number, size: number): void {
    const { align } = this;
    let gap = (align - ((this.at + this.elsewhere + header) % align)) % align;
    // No opcode does nothing, and the shortest pair of opcodes that does takes two bytes.
    if (gap === 1) gap += align;
    this.reserve(gap + HEADER + size);
    while (gap > 0) {
      if (gap === 2) {
        this.bytes[this.at++] = NONE;
        this.bytes[this.at++] = POP;
        return;
      }
      let filler = Math.min(gap - 3, 255);
      if (gap - 3 - filler === 1) filler--;
      this.bytes[this.at++] = SHORT_BINBYTES;
      this.bytes[this.at++] = filler;
      this.bytes.fill(0, this.at, this.at + filler);
      this.at += filler;
      this.bytes[this.at++] = POP;
      gap -= filler + 3;
    }
  }

  /** The whole pickle, in one piece of memory of its own. Nothing can be written after it. */
  protected takeWhole(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.at + this.elsewhere);
    let from = 0;
    let to = 0;
    for (const { at, source } of this.segments) {
      whole.set(this.bytes.subarray(from, at), to);
      to += at - from;
      copyTo(source, whole, to);
      to += sizeOf(source);
      from = at;
    }
    whole.set(this.bytes.subarray(from, this.at), to);
    this.release();
    return whole;
  }

  /** What is settled, in pieces of which the big payloads are the memory that they lie in, wherever they lie gapless. */
  protected takeSettled(): Source[] {
    const { settled } = this;
    const pieces: Source[] = [];
    const small = this.bytes.slice(0, settled);
    let from = 0;
    for (const { at, source } of this.segments) {
      if (at > from) pieces.push(small.subarray(from, at));
      pieces.push(source);
      from = at;
    }
    if (settled > from) pieces.push(small.subarray(from));
    this.bytes.copyWithin(0, settled, this.at);
    this.segments = [];
    this.inSegments = 0;
    this.elsewhere += settled;
    this.at -= settled;
    this.frameEnd -= settled;
    if (this.frameStart >= 0) this.frameStart = 0;
    return pieces;
  }

  /** Gives the buffer to the next pickle. */
  protected release(): void {
    if (this.bytes.length <= LARGEST_SPARE) spare = this.bytes;
    this.segments = [];
    this.bytes = new Uint8Array(0);
  }
}
