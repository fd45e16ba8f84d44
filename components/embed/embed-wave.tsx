'use client';

import { type KeyboardEvent, type Ref, useImperativeHandle, useRef } from 'react';
import { useWidth } from '@/components/story/use-width';
import { cn } from '@/components/ui/cn';
import { msUnder, PATH_STEPS, showPosition } from '@/components/ui/path-slider';
import { sliderTarget } from '@/components/ui/slider-keys';
import { voiceStyle } from '@/components/ui/voice';
import { BAR_PX } from '@/components/ui/waveform-bars';
import type { EmbedView } from '@/lib/domain/embed-view';
import { formatTime } from '@/lib/timeline/clock-text';
import { fitBars } from './embed-bars';

const EXPECTED_PX = 600;
const HEIGHT_PX = 52;

export type EmbedWaveHandle = { show(ms: number, isMoving: boolean): void };

type Props = {
  view: Pick<EmbedView, 'bars' | 'voices' | 'lengthMs'>;
  positionMs(): number;
  onSeek(ms: number): void;
  ref: Ref<EmbedWaveHandle>;
};

/** The whole path as bars; tap, drag or arrow keys to go somewhere. What moves is written here once a frame, past React. */
export function EmbedWave({ view: { bars, voices, lengthMs }, positionMs, onSeek, ref }: Props) {
  const slider = useRef<HTMLDivElement>(null);
  const isHeld = useRef(false);
  const width = useWidth(slider, EXPECTED_PX);

  const show = (ms: number, isMoving: boolean) => {
    const element = slider.current;
    if (element) showPosition(element, { ms, lengthMs, isMoving, spoken: valueText(ms, lengthMs) });
  };
  useImperativeHandle(ref, () => ({
    show(ms, isMoving) {
      // What a finger holds stays under it.
      if (!isHeld.current) show(ms, isMoving);
    },
  }));

  function onKeyDown(event: KeyboardEvent) {
    const range = { least: 0, most: lengthMs };
    const to = sliderTarget(event, { value: positionMs(), range, ...PATH_STEPS });
    if (to === null) return;
    event.preventDefault();
    onSeek(to);
  }

  const fitted = fitBars(bars, { width, height: HEIGHT_PX });
  const layer = (className: string) => (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${HEIGHT_PX}`}
      preserveAspectRatio="none"
      className={cn('absolute inset-0 size-full', className)}
      fill="none"
      strokeWidth={BAR_PX}
      strokeLinecap="round"
    >
      {fitted.map(({ voice, d }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stretch of bars is its place.
        <path key={i} className="voice stroke-voice" style={voiceStyle(voices[voice]?.id ?? '')} d={d} />
      ))}
    </svg>
  );
  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={lengthMs}
      aria-valuenow={0}
      aria-valuetext={valueText(0, lengthMs)}
      data-lit="true"
      className="relative cursor-pointer touch-pan-y select-none rounded-md"
      style={{ height: HEIGHT_PX }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        isHeld.current = true;
        show(msUnder(event, lengthMs), true);
      }}
      onPointerMove={(event) => {
        if (isHeld.current) show(msUnder(event, lengthMs), true);
      }}
      onPointerUp={(event) => {
        if (!isHeld.current) return;
        isHeld.current = false;
        onSeek(msUnder(event, lengthMs));
      }}
      onPointerCancel={() => {
        isHeld.current = false;
        show(positionMs(), true);
      }}
    >
      {layer('opacity-35')}
      {layer('tape-heard')}
      <div
        aria-hidden="true"
        className="tape-head pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 rounded-full bg-signal"
      />
    </div>
  );
}

const valueText = (ms: number, lengthMs: number): string => `${formatTime(ms)} of ${formatTime(lengthMs)}`;
