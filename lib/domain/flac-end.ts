import type { FlacStreamInfo } from './audio-file';

/** How many of a file's last bytes `flacEnds` needs: more than a frame of 4,608 samples of 24 bits, uncompressed, takes. */
export const FLAC_TAIL_BYTES = 20 * 1024;

/**
 * Whether `tail`, the last bytes of a FLAC, ends with a whole frame and that frame with the stream's last sample: a file that
 * was cut anywhere does not, though its first bytes still promise everything (RFC 9639, section 9).
 */
export function flacEnds(tail: Uint8Array, { samples, blockSamples }: FlacStreamInfo): boolean {
  for (let from = tail.length - LEAST_FRAME; from >= 0; from -= 1) {
    const frame = frameHeader(tail.subarray(from), blockSamples);
    if (frame && frame.endSample === samples) return crc(tail.subarray(from), CRC_16) === 0;
  }
  return false;
}

/** A header of six bytes, a constant subframe of two and the checksum of two. */
const LEAST_FRAME = 10;

type Crc = { bits: 8 | 16; polynomial: number };
const CRC_8: Crc = { bits: 8, polynomial: 0x07 };
const CRC_16: Crc = { bits: 16, polynomial: 0x8005 };

/** Zero over bytes that end with their own checksum. */
function crc(bytes: Uint8Array, { bits, polynomial }: Crc): number {
  const top = 1 << (bits - 1);
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1) sum = sum & top ? (sum << 1) ^ polynomial : sum << 1;
    sum &= (1 << bits) - 1;
  }
  return sum;
}

/** The first sample after the frame that starts here, or null when none starts here. */
function frameHeader(bytes: Uint8Array, blockSamples: number): { endSample: number } | null {
  const [sync = 0, strategy = 0, codes = 0] = bytes;
  if (sync !== 0xff || (strategy & 0xfe) !== 0xf8) return null;
  const number = codedNumber(bytes, 4);
  if (!number) return null;
  const [block, rate] = [codes >> 4, codes & 15];
  const blockBytes = block === 6 ? 1 : block === 7 ? 2 : 0;
  const rateBytes = rate === 12 ? 1 : rate === 13 || rate === 14 ? 2 : 0;
  const headerBytes = number.next + blockBytes + rateBytes + 1;
  if (headerBytes > bytes.length || crc(bytes.subarray(0, headerBytes), CRC_8) !== 0) return null;
  const told =
    [...bytes.subarray(number.next, number.next + blockBytes)].reduce((sum, byte) => sum * 256 + byte, 0) + 1;
  const length = blockBytes > 0 ? told : block === 1 ? 192 : block < 6 ? 144 << block : 256 << (block - 8);
  // With blocks of one size frames are counted, else samples.
  const first = strategy & 1 ? number.value : number.value * blockSamples;
  return { endSample: first + length };
}

/** A number coded as UTF-8 codes characters, of up to 36 bits (section 9.1.5). */
function codedNumber(bytes: Uint8Array, at: number): { value: number; next: number } | null {
  const first = bytes[at] ?? 0;
  const ones = Math.clz32(~(first << 24));
  if (ones === 1 || ones > 7) return null;
  const length = Math.max(1, ones);
  let value = first & (0xff >> (ones + 1));
  if (ones === 0) value = first;
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i] ?? 0;
    if ((byte & 0xc0) !== 0x80) return null;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, next: at + length };
}
