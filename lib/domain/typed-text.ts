import { SEARCH_MAX_CHARS } from './limits';

/**
 * One line of text: control characters become spaces, runs of space one, ends trimmed, and marks that turn the direction of
 * what follows or hide in a word go. Other marks stay: Persian is spelt with joiners, and flags and families are made of them.
 */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu, '')
    .replace(/[\u200c-\u200d]*[\p{Cc}\p{Zl}\p{Zp}\s][\u200c-\u200d\p{Cc}\p{Zl}\p{Zp}\s]*/gu, ' ')
    .replace(/^[\u200c-\u200d ]+|[\u200c-\u200d ]+$/gu, '')
    .normalize('NFC');

/**
 * What is enough to look for, as the `pattern` of a field: two signs, or one of a script that writes whole words with it.
 * A single letter of an alphabet is in every title.
 */
export const SEARCH_PATTERN = String.raw`.{2,}|\p{Lo}|\p{Extended_Pictographic}`;
const enough = new RegExp(`^(?:${SEARCH_PATTERN})$`, 'u');

/** Whether one line of text can be looked for. */
export const isSearchable = (text: string): boolean => text.length <= SEARCH_MAX_CHARS && enough.test(text);
