/** What the first bytes of the two published formats say about themselves, without decoding anything. */

/** How many of a file's first bytes `flacStreamInfo` needs. */
export const FLAC_HEAD_BYTES = 42;

/** `blockSamples`: how many samples a frame holds, the last aside. */
export type FlacStreamInfo = { sampleRate: number; channels: number; samples: number; blockSamples: number };

/** The STREAMINFO block, which is always first (RFC 9639, section 8.2); null when the bytes are no FLAC. */
export function flacStreamInfo(head: Uint8Array): FlacStreamInfo | null {
  if (head.length < FLAC_HEAD_BYTES || String.fromCharCode(...head.subarray(0, 4)) !== 'fLaC') return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if ((view.getUint8(4) & 0x7f) !== 0) return null;
  const packed = view.getBigUint64(18);
  return {
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    samples: Number(packed & 0xfffffffffn),
    blockSamples: view.getUint16(10),
  };
}

export type Mp4Box = { type: string; from: number; bytes: number };

/** The header of the box that starts at `offset` (ISO/IEC 14496-12, section 4.2); null when there is none. */
export function mp4BoxAt(bytes: Uint8Array, offset: number): Mp4Box | null {
  if (offset + 8 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(offset);
  const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
  return size < 8 ? null : { type, from: offset, bytes: size };
}

/** How many bytes after the start of `moov` `mp4DurationMs` needs. */
export const MOOV_HEAD_BYTES = 48;

/** The duration in `mvhd`, the first box of `moov` (ms); null when it is not there. */
export function mp4DurationMs(moovHead: Uint8Array): number | null {
  const mvhd = mp4BoxAt(moovHead, 8);
  if (mvhd?.type !== 'mvhd' || moovHead.length < MOOV_HEAD_BYTES) return null;
  const view = new DataView(moovHead.buffer, moovHead.byteOffset, moovHead.byteLength);
  const at = mvhd.from + 8;
  const isLong = view.getUint8(at) === 1;
  const unitsPerSecond = view.getUint32(at + (isLong ? 20 : 12));
  if (unitsPerSecond === 0) return null;
  const units = isLong ? Number(view.getBigUint64(at + 24)) : view.getUint32(at + 16);
  return (units / unitsPerSecond) * 1000;
}
