import { useEffect, useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { createScope } from '@/lib/scope';
import type { Notice as Told } from '@/lib/studio/state';
import { noticeSentence } from '@/lib/studio/words';

/** Long enough to be read twice (ms). */
const SHOWN_MS = 8_000;

/**
 * What is told while the tape runs. It lies over the room above the tape, for nothing that one watches may jump, and goes by itself;
 * silence stays as long as it lasts. The review tells it again.
 */
export function TapeNotice({ notice }: { notice: Told }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (notice === 'microphone_silent') return;
    const scope = createScope();
    scope.after(SHOWN_MS, () => setOver(true));
    return scope.close;
  }, [notice]);
  if (isOver) return null;
  return (
    <div className="absolute inset-x-0 top-1 z-10 mx-auto w-full max-w-xl px-4">
      <Notice kind="warn">{noticeSentence(notice)}</Notice>
    </div>
  );
}
