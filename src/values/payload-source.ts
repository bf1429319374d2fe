import { Payload } from './payload.ts';

/** Where payloads lie, and what reads them. */
export interface PayloadSource {
  /** Payloads that were read with the rest are kept up to so many bytes; larger ones are read again when asked for. */
  readonly kept: number;
  /** Where a payload that was read begins, in bytes from the start of the source; undefined for one that is elsewhere. */
  locate(payload: Payload): number | undefined;
  /** Exactly so many bytes, in memory that nobody else has. */
  read(offset: number, length: number, signal: AbortSignal | undefined): Promise<Uint8Array>;
}

/** A payload that keeps no more memory than it may, and where it lies. */
export function settled(
  payload: Payload,
  source: PayloadSource,
): { payload: Payload; at: number | undefined } {
  if (!payload.isRead) return { payload, at: payload.start };
  const at = source.locate(payload);
  if (at === undefined || payload.length <= source.kept) return { payload, at };
  return { payload: new Payload(payload.kind, null, at, payload.length, payload.readonly), at };
}
