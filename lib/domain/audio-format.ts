/** The files of a take that a device sends, and the formats they may have. */
export const FILE_KINDS = ['stem', 'mix', 'source', 'margins'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** What is stored of a take: a whole path that ends with it is made here alone. */
export const STORED_KINDS = [...FILE_KINDS, 'path'] as const;
export type StoredKind = (typeof STORED_KINDS)[number];

/** Allowed content types of each kind, without parameters, and the extension its key gets. */
export const CONTENT_TYPES: Record<StoredKind, Record<string, string>> = {
  stem: { 'audio/flac': 'flac' },
  mix: { 'audio/mp4': 'm4a' },
  margins: { 'audio/flac': 'flac' },
  path: { 'audio/mp4': 'm4a' },
  source: {
    'audio/webm': 'webm',
    'audio/mp4': 'm4a',
    'audio/ogg': 'ogg',
    'audio/mpeg': 'mp3',
    'audio/wav': 'wav',
    'audio/flac': 'flac',
  },
};

/** `audio/webm;codecs=opus` → `audio/webm`. */
export const bareContentType = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();

const ascii = (head: Uint8Array, from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));

/** How many of a file's first bytes `sniffContentType` needs. */
export const SNIFF_BYTES = 16;

/**
 * The content type that a file's first bytes claim, or null when they are none of the formats of a take.
 * A name or a header proves nothing; these bytes at least pick the only demuxer the file will ever meet.
 */
export function sniffContentType(head: Uint8Array): string | null {
  if (ascii(head, 0, 4) === 'fLaC') return 'audio/flac';
  if (ascii(head, 4, 8) === 'ftyp') return 'audio/mp4';
  if (ascii(head, 0, 4) === 'OggS') return 'audio/ogg';
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return 'audio/webm';
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WAVE') return 'audio/wav';
  if (ascii(head, 0, 3) === 'ID3' || isMp3Frame(head)) return 'audio/mpeg';
  return null;
}

/** The header of an MPEG-1 or MPEG-2 frame of layer III: eleven set bits, then a version and the layer (ISO 11172-3, 2.4.2.3). */
const isMp3Frame = ([first = 0, second = 0]: Uint8Array): boolean =>
  first === 0xff && (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
