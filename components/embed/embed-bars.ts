import { BAR_PX, BAR_STEP_PX } from '@/components/ui/waveform-bars';
import type { EmbedView } from '@/lib/domain/embed-view';

/** Bars beside each other that are of one voice, as one SVG path for a round-capped stroke of `BAR_PX`. */
export type VoiceBars = { voice: number; d: string };

/** As many bars as fit into `width` px, each the highest of those that it stands for. */
export function fitBars(bars: EmbedView['bars'], { width, height }: { width: number; height: number }): VoiceBars[] {
  const count = Math.max(1, Math.min(bars.length, Math.floor((width + BAR_STEP_PX - BAR_PX) / BAR_STEP_PX)));
  const stepPx = width / count;
  const groups: VoiceBars[] = [];
  for (let i = 0; i < count; i++) {
    const some = bars.slice(Math.floor((i * bars.length) / count), Math.floor(((i + 1) * bars.length) / count));
    const highest = some.reduce((most, bar) => (bar.level > most.level ? bar : most), { voice: 0, level: -1 });
    const length = tenths((Math.max(0, highest.level) / 100) * (height - BAR_PX));
    const d = `M${tenths((i + 0.5) * stepPx)} ${tenths((height - length) / 2)}v${length || 0.01}`;
    const last = groups.at(-1);
    if (last?.voice === highest.voice) last.d += d;
    else groups.push({ voice: highest.voice, d });
  }
  return groups;
}

const tenths = (px: number): number => Math.round(px * 10) / 10;
