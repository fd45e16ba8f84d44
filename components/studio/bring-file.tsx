import { useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { broughtFile } from '@/lib/offline/brought-file';
import type { Recorded } from '@/lib/studio/ports';

/** What the system's file picker offers; what the bytes are decides. */
const ACCEPTED = 'audio/*,video/mp4,video/webm,.m4a,.mp3,.wav,.ogg,.oga,.opus,.webm,.flac';

type Props = { isOffered: boolean; onBring(source: Recorded['source']): void };

/** A way to use a file as the take. Keeps its place when it is not offered, so that nothing jumps. */
export function BringFile({ isOffered, onBring }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<ErrorCode | null>(null);

  async function read(file: File) {
    setFault(null);
    try {
      onBring(await broughtFile(file));
    } catch (cause) {
      if (cause instanceof AppError) return setFault(cause.code);
      // A file in a cloud that cannot be reached, or one that was moved meanwhile.
      reportError(cause);
      setFault('file_unreadable');
    }
  }

  return (
    <div className={cn('flex flex-col items-center', !isOffered && 'invisible')}>
      <button
        type="button"
        disabled={!isOffered}
        onClick={() => input.current?.click()}
        className="min-h-12 rounded-full px-4 text-muted text-sm underline underline-offset-4 hover:text-ink"
      >
        Use a file instead
      </button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        aria-label="Use a file instead"
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void read(file);
        }}
      />
      {fault && (
        <Notice kind="error" className="mt-2">
          {errorSentence(fault)}
        </Notice>
      )}
    </div>
  );
}
