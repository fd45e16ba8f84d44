const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const MIX = new RegExp(`audio/${UUID}/${UUID}-mix\\.m4a$`);

/** The cache that holds the mixes of kept paths. */
export const KEPT_AUDIO = 'kept-audio';

/**
 * The path under which a mix is kept, whatever the store it came from and however its URL was signed; null for the URL of
 * anything but a mix. Relative URLs are taken as the app's own.
 */
export function keptKeyOf(url: string): string | null {
  const mix = URL.canParse(url, 'http://app') ? MIX.exec(new URL(url, 'http://app').pathname)?.[0] : undefined;
  return mix ? `/kept/${mix}` : null;
}
