/**
 * A mix is one file of AAC, and browsers decode files. So that nobody waits for all of it, its head is fetched first, which tells
 * where every frame lies, then the bytes of a part, around which a small file of its own is made.
 */
import { joined } from './joined';
import {
  type Box,
  emptied,
  HEADER_BYTES,
  headerOf,
  leavesOf,
  readBox,
  typeAt,
  viewOf,
  withWord,
  words,
  writeBox,
} from './mp4-boxes';

/** Mixes are fetched and decoded in parts of this length at most (ms). */
export const PART_MS = 10_000;

/** Samples of a frame, and of a millisecond. */
const FRAME = 1_024;
const PER_MS = 48;
/**
 * What the encoder puts before the sound (samples), as the file's edit list says. Decoders leave it out: one frame, of a part as of
 * the whole. And any frame is decoded exactly when the one before it was.
 */
const DELAY = FRAME;
/** For decoders that leave nothing out another frame comes before a part, whose sound is cut off. */
const FRAMES_BEFORE = 1;
/** A part fades out behind its end, and some decoders lose the last samples of a file. */
const FRAMES_AFTER = 5;

/** The head of a file but for its list of frames, with some to spare (bytes). */
const HEAD_BYTES = 2_048;
/** 128 kbit/s, and what the encoder strays from that. */
const SOUND_BYTES_PER_MS = 17;
/** What a part has lists of its own for. */
const LISTS = new Set(['stts', 'stsc', 'stsz', 'stco']);
/** The head of ten minutes has a tenth of this. */
const LONGEST_HEAD_BYTES = 1 << 20;

/** So many bytes of the mix of a take of `durationMs` hold the head of its file. */
export const headBytes = (durationMs: number): number => HEAD_BYTES + 4 * Math.ceil((durationMs * PER_MS) / FRAME);
/** And so many its first part too. */
export const openingBytes = (durationMs: number): number =>
  headBytes(durationMs) + SOUND_BYTES_PER_MS * Math.min(durationMs, PART_MS);

/** What a head says. `starts`: where each frame begins in the file (bytes), and where the last one ends. */
export type MixTable = { ftyp: Box; moov: Box; starts: Uint32Array };

/** The frames [first, end) of a mix, which are the bytes [from, to) of its file. Their sound begins `leadMs` before the part. */
export type MixPart = { first: number; end: number; from: number; to: number; leadMs: number };

/**
 * Reads the head of a mix from the beginning of its file. A number: so many bytes of the file are needed. Null: it is no file as the
 * mixer writes it, which is a head and then one track of AAC at 48 kHz in one piece.
 */
export function readMix(file: Uint8Array): MixTable | number | null {
  try {
    return readHead(file);
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

function readHead(file: Uint8Array): MixTable | number | null {
  const view = viewOf(file);
  const boxes = new Map<string, Box>();
  for (let at = 0; ; ) {
    if (at + HEADER_BYTES > file.length) return at + HEAD_BYTES;
    const to = at + view.getUint32(at);
    const type = typeAt(file, at + 4);
    const [ftyp, moov] = [boxes.get('ftyp'), boxes.get('moov')];
    if (type === 'mdat') return ftyp && moov ? tableOf(ftyp, moov, at + HEADER_BYTES, to) : null;
    if (!['ftyp', 'moov', 'free'].includes(type) || to < at + HEADER_BYTES || to > LONGEST_HEAD_BYTES) return null;
    if (to > file.length) return to + HEAD_BYTES;
    boxes.set(type, readBox(type, file.subarray(at + HEADER_BYTES, to)));
    at = to;
  }
}

function tableOf(ftyp: Box, moov: Box, from: number, to: number): MixTable | null {
  const leaves = leavesOf(moov);
  const views = new Map(leaves.map(({ type, body }) => [type, viewOf(body)]));
  // A second track has a second one of each.
  if (views.size !== leaves.length) return null;
  const word = (type: string, at: number) => views.get(type)?.getUint32(at) ?? 0;
  const has = (type: string, values: Record<number, number>) =>
    Object.entries(values).every(([at, value]) => word(type, Number(at)) === value);
  const count = word('stsz', 8);
  const isOurs =
    views.get('stsz')?.byteLength === 12 + 4 * count &&
    count > 0 &&
    ['mvhd', 'tkhd', 'mdhd', 'elst'].every((type) => word(type, 0) >>> 24 === 0) &&
    has('mdhd', { 12: PER_MS * 1_000 }) &&
    has('elst', { 4: 1, 12: DELAY }) &&
    has('stsd', { 4: 1, 12: 0x6d703461 /* mp4a */ }) &&
    // Only the last frame may be shorter.
    (has('stts', { 4: 1, 8: count, 12: FRAME }) || has('stts', { 4: 2, 8: count - 1, 12: FRAME, 16: 1 })) &&
    has('stsz', { 4: 0 }) &&
    has('stco', { 8: from });
  if (!isOurs) return null;
  const starts = startsOf(views.get('stsz'), from, count);
  return starts[count] === to ? { ftyp, moov: emptied(moov, LISTS), starts } : null;
}

function startsOf(sizes: DataView | undefined, from: number, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1).fill(from, 0, 1);
  for (let frame = 0; frame < count; frame++)
    starts[frame + 1] = (starts[frame] ?? 0) + (sizes?.getUint32(12 + 4 * frame) ?? 0);
  return starts;
}

/** How much sound a mix holds (ms). */
export const lengthOf = ({ starts }: MixTable): number => Math.floor(((starts.length - 1) * FRAME - DELAY) / PER_MS);

/** The part of a mix that is heard in [fromMs, toMs) of it; what lies beyond its end is not there. */
export function partOf({ starts }: MixTable, fromMs: number, toMs: number): MixPart {
  const count = starts.length - 1;
  const first = Math.max(0, Math.min(count - 1, Math.floor((fromMs * PER_MS) / FRAME)) - FRAMES_BEFORE);
  const end = Math.min(count, Math.ceil((toMs * PER_MS + DELAY) / FRAME) + FRAMES_AFTER);
  return { first, end, from: starts[first] ?? 0, to: starts[end] ?? 0, leadMs: fromMs - (first * FRAME) / PER_MS };
}

/** A file of its own for a part, whose bytes are `sound`. */
export function fileOf(
  { ftyp, moov, starts }: MixTable,
  { first, end }: MixPart,
  sound: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const count = end - first;
  const sizes = Array.from(
    { length: count },
    (_, frame) => (starts[first + frame + 1] ?? 0) - (starts[first + frame] ?? 0),
  );
  const leaves = new Map(leavesOf(moov).map(({ type, body }) => [type, body]));
  const own = (type: string) => leaves.get(type) ?? new Uint8Array();
  const movieRate = viewOf(own('mvhd')).getUint32(12);
  const heard = Math.floor(((count * FRAME - DELAY) * movieRate) / (PER_MS * 1_000));
  const bodies = new Map([
    ['mvhd', withWord(own('mvhd'), 16, heard)],
    ['tkhd', withWord(own('tkhd'), 20, heard)],
    ['elst', withWord(own('elst'), 8, heard)],
    ['mdhd', withWord(own('mdhd'), 16, count * FRAME)],
    ['stts', words(0, 1, count, FRAME)],
    ['stsc', words(0, 1, 1, count, 1)],
    ['stsz', words(0, 0, count, ...sizes)],
    ['sbgp', leaves.has('sbgp') ? joined([own('sbgp').subarray(0, 8), words(1, count, 1)]) : own('sbgp')],
  ]);
  const begin = writeBox(ftyp, bodies);
  const headOf = (at: number) => writeBox(moov, new Map([...bodies, ['stco', words(0, 1, at)]]));
  const at = begin.length + headOf(0).length + HEADER_BYTES;
  return joined([begin, headOf(at), headerOf('mdat', sound.length), sound]);
}
