import { joined } from './joined';

/** Boxes begin with their length (32 bits, big-endian) and four letters. */
const HEADER_BYTES = 8;
const MOOF = 0x6d6f6f66;

/**
 * The bytes of an MP4 without fragment headers (`moof`) that have no sound of their own behind them. GStreamer's muxer, which
 * records in WebKitGTK, writes the header of its last fragment twice when it ends: whoever believes the first one reads the second
 * as sound, and the codec never recovers, so that up to a second of the end would be lost. Answers the same bytes where there is
 * nothing to leave out.
 */
export function wholeFragments(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const next = at + view.getUint32(at);
    // A box of another kind of length, or one that was cut off: everything from here on stays as it is.
    if (next < at + HEADER_BYTES || next + HEADER_BYTES > bytes.length) break;
    if (isMoof(view, at) && isMoof(view, next)) {
      kept.push(bytes.subarray(from, at));
      from = next;
    }
    at = next;
  }
  return from === 0 ? bytes : joined([...kept, bytes.subarray(from)]);
}

const isMoof = (view: DataView, at: number): boolean => view.getUint32(at + 4) === MOOF;
