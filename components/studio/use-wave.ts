import { type RefObject, useEffect, useEffectEvent } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { BAR_PX, BAR_STEP_PX, resamplePeaks } from '@/components/ui/waveform-bars';

/** A drawn waveform; `show` lights the part (0 to 1) that has been heard. */
export type Wave = { show(part: number): void };

type Drawn = {
  peaks: ArrayLike<number>;
  durationMs: number;
  height: number;
  onSeek(ms: number): void;
  onReady(): void;
};

/** With fewer values than bars wavesurfer leaves bars out; no screen shows more bars than this. */
const LEAST_VALUES = 512;

/** Draws peaks (0 to 255) into the box in the voice's colour, with wavesurfer.js; sound is none of its business. */
export function useWave(box: RefObject<HTMLElement | null>, wave: RefObject<Wave | null>, drawn: Drawn): void {
  const { peaks, durationMs, height } = drawn;
  const onSeek = useEffectEvent(drawn.onSeek);
  const onReady = useEffectEvent(drawn.onReady);
  useEffect(() => {
    const container = box.current;
    if (!container) return;
    const surfer = WaveSurfer.create({
      container,
      height,
      peaks: [resamplePeaks(Array.from(peaks), Math.max(LEAST_VALUES, peaks.length))],
      duration: durationMs / 1_000,
      barWidth: BAR_PX,
      barGap: BAR_STEP_PX - BAR_PX,
      barRadius: BAR_PX,
      barMinHeight: BAR_PX,
      cursorWidth: 0,
      dragToSeek: true,
      hideScrollbar: true,
      ...colorsOf(container),
    });
    surfer.on('interaction', (seconds) => onSeek(seconds * 1_000));
    const light = window.matchMedia('(prefers-color-scheme: light)');
    const recolor = () => surfer.setOptions(colorsOf(container));
    light.addEventListener('change', recolor);
    const renderer = surfer.getRenderer();
    wave.current = { show: (part) => renderer.renderProgress(Math.min(1, part)) };
    surfer.on('redrawcomplete', () => onReady());
    return () => {
      wave.current = null;
      light.removeEventListener('change', recolor);
      surfer.destroy();
    };
  }, [box, wave, peaks, durationMs, height]);
}

function colorsOf(element: Element): { waveColor: string; progressColor: string } {
  const style = getComputedStyle(element);
  const full = (style.getPropertyValue('--voice') || style.getPropertyValue('--ink')).trim();
  return { progressColor: full, waveColor: full };
}
