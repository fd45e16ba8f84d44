import type { CSSProperties } from 'react';
import { NOT_SHOWN_ID } from '@/lib/domain/not-shown';
import { voiceHue } from '@/lib/domain/voice-hue';

declare module 'react' {
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}

/**
 * The style of an element with class `voice`: below it the colours `voice` (lines, bars) and `voice-ink` (text) exist; grey ones
 * where nobody is heard any more.
 */
export const voiceStyle = (authorId: string): CSSProperties =>
  authorId === NOT_SHOWN_ID ? { '--voice-c': 0, '--voice-ink-c': 0 } : { '--voice-hue': voiceHue(authorId) };
