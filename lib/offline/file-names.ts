import { CONTENT_TYPES } from '@/lib/domain/audio-format';

const LONGEST_CHARS = 80;

/** A file's or folder's name that every system takes: on one line, without its separators and reserved marks. */
export function fileName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, ' ')
    .replace(/\s+/gu, ' ');
  const name = [...plain].slice(0, LONGEST_CHARS).join('');
  // Windows drops dots and spaces at an end; a name that begins with a dot is hidden elsewhere.
  return name.replace(/^[. ]+|[. ]+$/g, '') || 'Untitled';
}

/** "2026-11-21 12.03", in the device's own time zone. */
export function momentName(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${two(at.getHours())}.${two(at.getMinutes())}`;
}

/** The extension of a source; `bin` for what nobody knows. */
export const sourceExtension = (contentType: string): string => CONTENT_TYPES.source[contentType] ?? 'bin';

/** Gives each name as it is, and a number to those that were given before: "Rain", "Rain (2)". */
export function createDistinctNames(): (name: string) => string {
  const given = new Set<string>();
  return (name) => {
    let distinct = name;
    for (let n = 2; given.has(distinct.toLowerCase()); n++) distinct = `${name} (${n})`;
    given.add(distinct.toLowerCase());
    return distinct;
  };
}
