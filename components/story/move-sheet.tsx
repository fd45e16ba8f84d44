import { Play, Square, X } from 'lucide-react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { NudgeSteps } from '@/components/studio/nudge-steps';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import type { NudgedTake } from '@/lib/audio/nudge-desk';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { ErrorCode } from '@/lib/domain/errors';
import { MARGIN_MS } from '@/lib/domain/limits';
import { nudgeText } from '@/lib/studio/alignment-words';
import { useNudgeDesk } from './use-nudge-desk';

type Props = {
  nudged: NudgedTake;
  /** Where its author wanted it when the mix for that could not be made, or null; saved where it was, the wish is let go. */
  wishedMs: number | null;
  parentName: string;
  isSaving: boolean;
  fault: ErrorCode | null;
  onSave(nudgeMs: number): void;
  onClose(): void;
};

/** Moves a published take against the one it answers, by ear. */
export function MoveSheet({ nudged, wishedMs, parentName, isSaving, fault, onSave, onClose }: Props) {
  const [nudgeMs, setNudge] = useState(wishedMs ?? nudged.nudgeMs);
  const { hearing, hear, hush } = useNudgeDesk(nudged);
  const isOn = hearing.at === 'loading' || hearing.at === 'sounding';
  const dialog = useRef<HTMLDialogElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const id = useId();
  // Closed while it is still in the page: only then the browser gives the focus back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    slider.current?.focus();
    return () => element?.close();
  }, []);

  function nudge(toMs: number): void {
    setNudge(toMs);
    if (isOn) hear(toMs);
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="mx-auto mt-auto mb-[max(1rem,env(safe-area-inset-bottom))] w-[calc(100%-2rem)] max-w-md rounded-3xl border border-line bg-surface p-5 text-ink backdrop:bg-bg/70 transition-[opacity,translate] starting:translate-y-4 starting:opacity-0 sm:mb-auto"
    >
      <div className="flex items-start justify-between gap-2">
        <h2 id={`${id}-title`} className="pt-1 font-semibold text-lg tracking-tight">
          Move in time
        </h2>
        <IconButton icon={X} label="Back" className="-mt-2 -mr-2" onClick={onClose} />
      </div>
      <p id={`${id}-text`} className="mt-1 text-muted text-sm">
        Earlier or later over <bdi>{parentName}</bdi>, by ear. You can until somebody answers you.
      </p>
      <input
        ref={slider}
        type="range"
        aria-label="Nudge"
        aria-valuetext={nudgeText(nudgeMs)}
        min={-MARGIN_MS}
        max={MARGIN_MS}
        step={1}
        value={nudgeMs}
        onChange={(event) => nudge(event.target.valueAsNumber)}
        className="mt-4 h-12 w-full cursor-pointer accent-ink"
      />
      <NudgeSteps nudgeMs={nudgeMs} isEnabled={!isSaving} onNudge={nudge} />
      {/* Never taken away under whoever has just pressed it. */}
      <Button
        variant="quiet"
        className="mt-3 w-full text-sm aria-disabled:opacity-45"
        aria-disabled={nudgeMs === nudged.nudgeMs || undefined}
        onClick={() => {
          if (!isSaving) nudge(nudged.nudgeMs);
        }}
      >
        Back to where it is now
      </Button>
      {hearing.at === 'failed' && (
        <Notice kind="error" className="mt-3">
          {errorSentence(hearing.code)}
        </Notice>
      )}
      {fault && (
        <Notice kind="error" className="mt-3">
          {errorSentence(fault)}
        </Notice>
      )}
      <div className="mt-5 grid grid-cols-2 gap-3">
        <Button variant="quiet" className="px-2" onClick={() => (isOn ? hush() : hear(nudgeMs))}>
          {isOn ? <Square aria-hidden size={18} /> : <Play aria-hidden size={18} />}
          {isOn ? 'Stop' : 'Hear it'}
        </Button>
        <Button
          className="px-2"
          busy={isSaving}
          disabled={nudgeMs === nudged.nudgeMs && wishedMs === null}
          onClick={() => {
            hush();
            onSave(nudgeMs);
          }}
        >
          Save
        </Button>
      </div>
    </dialog>
  );
}
