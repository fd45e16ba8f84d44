import { Play, Square } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { useWidth } from '@/components/story/use-width';
import { Notice } from '@/components/ui/notice';
import { Spinner } from '@/components/ui/spinner';
import { Waveform } from '@/components/ui/waveform';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { StoredDraft } from '@/lib/offline/stored-draft';
import { formatTime } from '@/lib/timeline/clock-text';
import { lengthOf, titleOf } from './device-words';
import { createDraftPlayer } from './draft-player';

const HEIGHT = 40;

/** A draft to be heard: Play, its waveform once that is known, its length. */
export function DraftTape({ draft }: { draft: StoredDraft }) {
  const [player] = useState(createDraftPlayer);
  const { phase, fault, heard } = useSyncExternalStore(player.subscribe, player.getState, player.getState);
  useEffect(() => player.close, [player]);

  const box = useRef<HTMLDivElement>(null);
  const clock = useRef<HTMLSpanElement>(null);
  const width = useWidth(box, 240);
  const durationMs = heard?.durationMs ?? lengthOf(draft);
  const peaks = heard?.peaks ?? (draft.rendered && [...draft.rendered.peaks]);

  useFrames(phase === 'playing', () => {
    const ms = player.positionMs();
    const text = formatTime(phase === 'playing' ? ms : (durationMs ?? 0));
    if (clock.current && clock.current.textContent !== text) clock.current.textContent = text;
    box.current?.style.setProperty('--at', durationMs ? String(Math.min(1, ms / durationMs)) : '0');
  });

  const isOn = phase !== 'resting';
  const Icon = isOn ? Square : Play;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <button
          type="button"
          aria-label={`${isOn ? 'Stop' : 'Play'} ${titleOf(draft)}`}
          aria-busy={phase === 'opening' || undefined}
          onClick={() => player.toggle(draft)}
          className="relative flex size-12 shrink-0 touch-manipulation items-center justify-center rounded-full bg-raised text-ink transition-[background-color,scale] hover:bg-line active:scale-[0.94]"
        >
          {phase === 'opening' ? (
            <Spinner />
          ) : (
            <Icon
              aria-hidden
              size={20}
              fill="currentColor"
              strokeWidth={1.5}
              className={isOn ? '' : 'translate-x-px'}
            />
          )}
        </button>
        <div ref={box} data-lit={!isOn} className="relative h-10 min-w-0 flex-1 overflow-hidden">
          {peaks ? (
            <>
              <Waveform peaks={peaks} width={width} height={HEIGHT} className="stroke-ink opacity-35" />
              <div className="tape-heard absolute inset-0">
                <Waveform peaks={peaks} width={width} height={HEIGHT} className="stroke-ink" />
              </div>
            </>
          ) : (
            <div className="absolute inset-x-0 top-1/2 border-line border-t-2 border-dotted" />
          )}
        </div>
        <span ref={clock} className={durationMs === null ? 'sr-only' : 'text-muted text-sm tabular-nums'}>
          {durationMs === null ? '' : formatTime(durationMs)}
        </span>
      </div>
      {fault && <Notice kind="error">{errorSentence(fault)}</Notice>}
    </div>
  );
}
