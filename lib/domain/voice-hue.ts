/** The band around the signal colour (hue 35) that no voice gets: red-orange means Record and live, nothing else. */
const RESERVED_FROM = 15;
const RESERVED_DEGREES = 40;

/**
 * The hue of a person's voice in degrees of the oklch wheel: an integer from 0 to 359, the same for the same id for ever.
 * FNV-1a over the id, then the finaliser of MurmurHash3, because ids made in the same second differ in few characters.
 */
export function voiceHue(userId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < userId.length; i += 1) hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  const spread = (hash ^ (hash >>> 16)) >>> 0;
  return (RESERVED_FROM + RESERVED_DEGREES + (spread % (360 - RESERVED_DEGREES))) % 360;
}
