import { NOT_SHOWN_ID } from '@/lib/domain/not-shown';
import { voiceHue } from '@/lib/domain/voice-hue';

/** The material of the page, as a canvas takes it. */
export type MapColours = {
  bg: string;
  ink: string;
  muted: string;
  faint: string;
  signal: string;
  /** How much of its colour a line has that is neither on the path nor on the canon. */
  quiet: number;
  /** Of a voice, by its hue: for lines, and for text. */
  voice(hue: number): string;
  voiceInk(hue: number): string;
  /** A font of so many px. */
  font(px: number, weight: number): string;
};

/** Reads the theme that the element is in. */
export function coloursOf(element: Element): MapColours {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  const [voiceL, voiceC, inkL, inkC] = ['--voice-l', '--voice-c', '--voice-ink-l', '--voice-ink-c'].map(value);
  const family = style.fontFamily;
  return {
    bg: value('--bg'),
    ink: value('--ink'),
    muted: value('--muted'),
    faint: value('--line-strong'),
    signal: value('--signal'),
    // Three to one against the ground in either theme.
    quiet: style.colorScheme === 'light' ? 0.86 : 0.55,
    voice: (hue) => (hue === GREY ? `oklch(${voiceL} 0 0)` : `oklch(${voiceL} ${voiceC} ${hue})`),
    voiceInk: (hue) => (hue === GREY ? `oklch(${inkL} 0 0)` : `oklch(${inkL} ${inkC} ${hue})`),
    font: (px, weight) => `${weight} ${px}px ${family}`,
  };
}

/** In place of the hue of somebody who is not heard any more. */
const GREY = -1;

const hues = new Map<string, number>([[NOT_SHOWN_ID, GREY]]);

/** `voiceHue`, remembered: a frame asks for thousands. */
export function hueOf(authorId: string): number {
  const known = hues.get(authorId);
  if (known !== undefined) return known;
  const hue = voiceHue(authorId);
  hues.set(authorId, hue);
  return hue;
}
