import { useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import type { Live } from '@/lib/studio/ports';

type Props = { id?: string; live: Live | null; text(elapsedMs: number): string; className: string; isSpoken?: boolean };

/** A line of text that follows the tape's clock, past React; 0 ms while no tape runs. */
export function LiveLine({ id, live, text, className, isSpoken = false }: Props) {
  const line = useRef<HTMLParagraphElement>(null);
  useFrames(live !== null, () => {
    const now = text(live?.elapsedMs() ?? 0);
    if (line.current && line.current.textContent !== now) line.current.textContent = now;
  });
  return <p ref={line} id={id} aria-live={isSpoken ? 'polite' : undefined} className={className} />;
}
