import { voiceStyle } from '@/components/ui/voice';
import type { StoryCard } from '@/lib/domain/schemas';
import { linePath } from '@/lib/timeline/map-line';
import { createTreeMap } from '@/lib/timeline/tree-map';

const WIDTH = 320;
const HEIGHT = 72;
const PAD = 8;
/** A typical line must not stretch over the card, nor two lanes over its height (px). */
const MOST_LINE = 44;
const MOST_LANE = 20;
const TURN = 14;
/** From so many px for a typical line on, every take has its ring; else a deep telling would be all rings. */
const RINGED = 7;

/** The tree of a story in the size of a stamp: the same map as on its page, without names. */
export function TreeMiniature({ shape }: { shape: StoryCard['shape'] }) {
  const map = createTreeMap<StoryCard['shape'][number]>();
  map.learn(shape);
  const { fromLane, toLane, toMs } = map.bounds;
  const perMs = Math.min(MOST_LINE / map.unitMs, (WIDTH - 2 * PAD) / Math.max(1, toMs));
  const perLane = Math.min(MOST_LANE, (HEIGHT - 2 * PAD) / Math.max(1, toLane - fromLane));
  const linePx = perMs * map.unitMs;
  const top = (HEIGHT - perLane * (toLane - fromLane)) / 2;
  const weight = Math.min(1, Math.max(0.45, perLane / 14), Math.max(0.6, linePx / 14));
  const toX = (ms: number) => Math.round((PAD + ms * perMs) * 10) / 10;
  const toY = (lane: number) => Math.round((top + (lane - fromLane) * perLane) * 10) / 10;
  const stations = [...map.all()];
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMinYMid meet"
      className="h-18 w-full"
      fill="none"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {stations.map(({ take, fromMs, toMs, lane, parent }) => (
        <path
          key={take.id}
          className="voice stroke-voice"
          style={voiceStyle(take.authorId)}
          strokeWidth={4 * weight}
          d={linePath(
            { x: toX(fromMs), y: toY(parent?.lane ?? lane) },
            { x: toX(toMs), y: toY(lane) },
            Math.min(TURN, perLane),
          )}
        />
      ))}
      {stations
        .filter(({ children }) => linePx >= RINGED || children.length !== 1)
        .map(({ take, toMs, lane }) => (
          <circle
            key={take.id}
            className="voice fill-surface stroke-voice"
            style={voiceStyle(take.authorId)}
            strokeWidth={3 * weight}
            cx={toX(toMs)}
            cy={toY(lane)}
            r={5 * weight}
          />
        ))}
      {stations.length === 1 && (
        <path
          d={`M${toX(toMs) + 16} ${toY(0)}H${toX(toMs) + 72}`}
          className="stroke-line-strong"
          strokeWidth="3"
          strokeDasharray="0.1 8"
        />
      )}
    </svg>
  );
}
