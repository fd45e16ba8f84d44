import { joined } from './joined';

/** A box of an MP4 file: its four letters, and what it holds. */
export type Box = { type: string; body: Uint8Array | Box[] };

/** A box begins with its length (32 bits, big-endian) and four letters. */
export const HEADER_BYTES = 8;
/** Boxes that hold nothing but boxes. */
const HOLDERS = new Set(['moov', 'trak', 'edts', 'mdia', 'minf', 'stbl']);

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const typeAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** The box of this type and these bytes, with copies of what it holds. Throws RangeError where its lengths are wrong. */
export function readBox(type: string, bytes: Uint8Array): Box {
  if (!HOLDERS.has(type)) return { type, body: bytes.slice() };
  const view = viewOf(bytes);
  const body: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint32(at);
    if (length < HEADER_BYTES || at + length > bytes.length) throw new RangeError('A box is longer than what holds it');
    body.push(readBox(typeAt(bytes, at + 4), bytes.subarray(at + HEADER_BYTES, at + length)));
    at += length;
  }
  return { type, body };
}

/** The boxes that hold no boxes, of a box and all that it holds. */
export const leavesOf = ({ type, body }: Box): { type: string; body: Uint8Array }[] =>
  Array.isArray(body) ? body.flatMap(leavesOf) : [{ type, body }];

/** The same box, in which those of some types are empty. */
export function emptied({ type, body }: Box, types: ReadonlySet<string>): Box {
  if (Array.isArray(body)) return { type, body: body.map((box) => emptied(box, types)) };
  return { type, body: types.has(type) ? new Uint8Array() : body };
}

/** The bytes of a box; whatever `replaced` names has that body instead of its own. */
export function writeBox({ type, body }: Box, replaced: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const held = Array.isArray(body) ? joined(body.map((box) => writeBox(box, replaced))) : (replaced.get(type) ?? body);
  return joined([headerOf(type, held.length), held]);
}

/** The header of a box that holds so many bytes. */
export function headerOf(type: string, bytes: number): Uint8Array<ArrayBuffer> {
  const header = words(HEADER_BYTES + bytes, 0);
  for (let index = 0; index < 4; index++) header[4 + index] = type.charCodeAt(index);
  return header;
}

/** Numbers of 32 bits, big-endian. */
export function words(...numbers: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * numbers.length);
  const view = viewOf(bytes);
  for (const [index, number] of numbers.entries()) view.setUint32(4 * index, number);
  return bytes;
}

/** The same bytes with another number of 32 bits at `at`. */
export function withWord(bytes: Uint8Array, at: number, number: number): Uint8Array {
  const other = bytes.slice();
  viewOf(other).setUint32(at, number);
  return other;
}
