import 'server-only';

/** Letters, figures and punctuation of the one typeface that a card is set in: Latin, Vietnamese, Cyrillic. */
const DRAWN = /^[ -~¡-¨ª-¬¯-ēĖ-īĮ-ķĹ-ľŁ-ňŊ-ōŐ-žƠ-ơƯ-ưǍ-ǎȘ-țʼЀ-џҐ-ғҚ-қҢ-ңҮ-ұҺ-һӀӘ-әӨ-өẀ-ẅẞẠ-ỹ–—‘-‚“-„†-•…‰′″‹›€№]$/u;
/** Pictures, and what belongs to them alone: skin, flags, selectors, joiners, keys. */
const PICTURE =
  /[\p{Emoji_Presentation}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Join_Control}\p{Variation_Selector}\u{e0020}-\u{e007f}]|\u20e3/gu;

/**
 * A text as the card can show it: without pictures and rare signs. Null when letters of it would be missing or nothing is left:
 * half a title is none, and no typeface is ever fetched from elsewhere.
 */
export function drawable(text: string): string | null {
  const letters = text.normalize('NFC').replace(PICTURE, '');
  const drawn = [...letters].filter((sign) => DRAWN.test(sign));
  const isWhole = ![...letters].some((sign) => /[\p{L}\p{M}\p{N}]/u.test(sign) && !DRAWN.test(sign));
  const shown = drawn.join('').replace(/ +/g, ' ').trim();
  return isWhole && /[\p{L}\p{N}]/u.test(shown) ? shown : null;
}
