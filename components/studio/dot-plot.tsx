import type { Spread } from '@/lib/studio/spread';

/** The plot never spans less than this (ms), so that what is steady looks so. */
const LEAST_SPAN_MS = 4;

/** Each measurement as a dot on a line, the middle marked. The text beside it says the same. */
export function DotPlot({ found: { each, medianMs } }: { found: Spread }) {
  const reach = Math.max(LEAST_SPAN_MS / 2, ...each.map((ms) => Math.abs(ms - medianMs))) * 1.15;
  const at = (ms: number) => 100 + ((ms - medianMs) / reach) * 92;
  return (
    <svg aria-hidden="true" viewBox="0 0 200 40" className="w-full">
      <line x1="4" x2="196" y1="20" y2="20" className="stroke-line" strokeWidth="1.5" strokeLinecap="round" />
      <line x1="100" x2="100" y1="8" y2="32" className="stroke-line-strong" strokeWidth="1.5" strokeLinecap="round" />
      {each.map((ms, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one measurement after the other, and none ever moves
        <circle key={i} cx={at(ms)} cy={20} r="4" className="fill-ink opacity-60" />
      ))}
      <text x="4" y="38" className="fill-muted text-[9px] tabular-nums">
        {(medianMs - reach).toFixed(1)}
      </text>
      <text x="196" y="38" textAnchor="end" className="fill-muted text-[9px] tabular-nums">
        {(medianMs + reach).toFixed(1)} ms
      </text>
    </svg>
  );
}
