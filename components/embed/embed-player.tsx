'use client';

import { useRef, useState } from 'react';
import { Mark } from '@/components/shell/mark';
import { takeHref } from '@/components/story/links';
import { PlayButton } from '@/components/story/play-button';
import { cutOffWords, saidOf } from '@/components/story/player-words';
import { useFrames } from '@/components/story/use-frames';
import { buttonClass } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import type { EmbedView } from '@/lib/domain/embed-view';
import { heardSentence } from '@/lib/domain/heard-sentences';
import { formatTime } from '@/lib/timeline/clock-text';
import { EmbedWave, type EmbedWaveHandle } from './embed-wave';
import { useEmbedPlayer } from './use-embed-player';

/** A path in another site's page: hear it there, answer it here. It is drawn for 180 px of height, and for 320 of width. */
export function EmbedPlayer({ view, startAtMs }: { view: EmbedView; startAtMs: number }) {
  const { player, state } = useEmbedPlayer(view, startAtMs);
  const wave = useRef<EmbedWaveHandle>(null);
  const clock = useRef<HTMLSpanElement>(null);
  const speakerAt = (ms: number) => view.voices[view.takes.findLast(({ startMs }) => startMs <= ms)?.voice ?? 0];
  const [speaker, setSpeaker] = useState(() => speakerAt(startAtMs));

  function paint() {
    const ms = player.positionMs();
    wave.current?.show(ms, state.phase === 'playing');
    const text = formatTime(ms);
    if (clock.current && clock.current.textContent !== text) clock.current.textContent = text;
    const now = speakerAt(ms);
    if (now !== speaker) setSpeaker(now);
  }
  useFrames(state.phase === 'playing', paint);

  return (
    <main id="main" tabIndex={-1} className="flex flex-col gap-1.5 px-3 py-2 outline-none">
      <div className="flex items-center gap-3">
        <PlayButton phase={state.phase} onPlay={player.play} onPause={player.pause} />
        <div className="min-w-0 flex-1">
          <h1 className="truncate font-semibold text-base tracking-tight">
            <bdi>{view.title}</bdi>
          </h1>
          {state.phase === 'failed' || state.isCutOff ? (
            <p role="alert" className="line-clamp-2 text-sm text-warn">
              {state.phase === 'failed' ? heardSentence(state.error) : cutOffWords()}
            </p>
          ) : (
            <p className="voice flex min-w-0 items-baseline gap-2 text-sm" style={voiceStyle(speaker?.id ?? '')}>
              <bdi className="min-w-0 flex-1 truncate text-voice-ink">{speaker?.name}</bdi>
              <span className="shrink-0 text-muted tabular-nums">
                <span ref={clock} className="text-ink">
                  {formatTime(startAtMs)}
                </span>
                {' / '}
                <Time ms={view.lengthMs} />
              </span>
            </p>
          )}
        </div>
      </div>
      <EmbedWave
        ref={wave}
        view={view}
        positionMs={player.positionMs}
        onSeek={(ms) => {
          player.seek(ms);
          paint();
        }}
      />
      <a
        href={takeHref(view.storyId, view.endId)}
        target="_blank"
        rel="noopener"
        className={buttonClass('secondary', 'text-sm')}
      >
        <Mark className="h-4 w-6" />
        Answer on Tap Story
      </a>
      <p aria-live="polite" className="sr-only">
        {saidOf(state, speaker?.name ?? '')}
      </p>
    </main>
  );
}
