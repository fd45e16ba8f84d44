import type { PlayerState } from '@/lib/audio/player';

const SAID = { idle: '', loading: 'Loading', paused: 'Paused', ended: 'The end', failed: '' } as const;

/** What a screen reader is told, `name` being who speaks; what is wrong stands in a notice of its own. */
export function saidOf({ phase, isCutOff }: PlayerState, name: string): string {
  if (phase === 'playing') return name;
  return isCutOff ? '' : SAID[phase];
}

/** While the story waits for its own next part. */
export const cutOffWords = (): string =>
  navigator.onLine
    ? 'The story cannot be reached just now. It goes on by itself.'
    : 'You are offline. It goes on when you are back.';
