import { voiceStyle } from '@/components/ui/voice';
import type { StoryCard } from '@/lib/domain/schemas';
import { layoutTreeMap } from '@/lib/timeline/tree-map';
import { mapLine } from './map-line';

const WIDTH = 320;
const HEIGHT = 72;
const PAD = 8;
/** One take must not stretch over the card (px per unit of the layout). */
const MOST_X = 14;
const MOST_LANE = 20;

/** The tree of a story in the size of a stamp: the same map as on its page, without names. */
export function TreeMiniature({ shape }: { shape: StoryCard['shape'] }) {
  const map = layoutTreeMap(shape, { perSecond: 0.5, minGap: 3, maxGap: 8 });
  const perX = Math.min(MOST_X, (WIDTH - 2 * PAD) / Math.max(1, map.width));
  const perLane = Math.min(MOST_LANE, (HEIGHT - 2 * PAD) / Math.max(1, map.lanes - 1));
  const top = (HEIGHT - perLane * (map.lanes - 1)) / 2;
  const weight = Math.min(1, Math.max(0.45, perLane / 14), Math.max(0.6, (perX * 3) / 14));
  const toX = (x: number) => Math.round((PAD + x * perX) * 10) / 10;
  const toY = (lane: number) => Math.round((top + lane * perLane) * 10) / 10;
  // A deep telling would be all rings: then only ends and forks get one.
  const parents = shape.map(({ parentId }) => parentId);
  const isRinged = (id: string) => perX * 3 >= 7 || parents.filter((parentId) => parentId === id).length !== 1;
  const authorOf = new Map(shape.map(({ id, authorId }) => [id, authorId]));
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
      {map.stations.map(({ id, x, lane, from }) => (
        <path
          key={id}
          className="voice stroke-voice"
          style={voiceStyle(authorOf.get(id) ?? '')}
          strokeWidth={4 * weight}
          d={mapLine({ x: from ? toX(from.x) : PAD, y: toY(from?.lane ?? lane) }, { x: toX(x), y: toY(lane) })}
        />
      ))}
      {map.stations
        .filter(({ id }) => isRinged(id))
        .map(({ id, x, lane }) => (
          <circle
            key={id}
            className="voice fill-surface stroke-voice"
            style={voiceStyle(authorOf.get(id) ?? '')}
            strokeWidth={3 * weight}
            cx={toX(x)}
            cy={toY(lane)}
            r={5 * weight}
          />
        ))}
      {map.stations.length === 1 && (
        <path
          d={`M${toX(map.width) + 16} ${toY(0)}H${toX(map.width) + 72}`}
          className="stroke-line-strong"
          strokeWidth="3"
          strokeDasharray="0.1 8"
        />
      )}
    </svg>
  );
}
