import type { CSSProperties } from 'react';
import { voiceHue } from '@/lib/domain/voice-hue';

declare module 'react' {
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}

/** The style of an element with class `voice`: below it the colours `voice` (lines, bars) and `voice-ink` (text) exist. */
export const voiceStyle = (authorId: string): CSSProperties => ({ '--voice-hue': voiceHue(authorId) });
