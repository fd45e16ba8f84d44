import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { voiceStyle } from '@/components/ui/voice';
import type { AnswerKind, MapTake } from '@/lib/domain/schemas';
import { layoutTreeMap, type MapScale } from '@/lib/timeline/tree-map';
import { oldestFirst } from './fork';
import { answerHref } from './links';
import { mapLine } from './map-line';
import { MapScroller } from './map-scroller';
import { MapStation } from './map-station';

const ROOMY: MapScale = { perSecond: 6, minGap: 84, maxGap: 168 };
const DENSE: MapScale = { perSecond: 4, minGap: 64, maxGap: 120 };
/** From this many takes on the map is drawn closer. */
const MANY = 16;

const LANE_PX = 56;
const LEFT_PX = 28;
const TOP_PX = 44;
const BOTTOM_PX = 32;

type Props = {
  story: { id: string; defaultAnswer: AnswerKind };
  takes: readonly MapTake[];
  /** Ids from the seed to the chosen take. */
  path: readonly string[];
  className?: string;
};

/** The whole tree as an underground map: the chosen path strong, all else quiet, every station a way there. */
export function StoryMap({ story, takes, path, className }: Props) {
  const scale = takes.length >= MANY ? DENSE : ROOMY;
  const map = layoutTreeMap(oldestFirst(takes), scale);
  const byId = new Map(takes.map((take) => [take.id, take]));
  const onPath = new Set(path);
  const chosenId = path.at(-1);
  const toX = (x: number) => Math.round(LEFT_PX + x);
  const toY = (lane: number) => TOP_PX + lane * LANE_PX;

  const stations = map.stations.flatMap((station) => {
    const take = byId.get(station.id);
    return take ? [{ ...station, take }] : [];
  });
  const chosen = stations.find(({ id }) => id === chosenId);
  // Where nobody has answered yet, the line goes on in dots to where the next voice would be.
  const isOpenEnd = chosen?.take.childCount === 0;
  const width = Math.max(toX(map.width), chosen ? toX(chosen.x) + (isOpenEnd ? scale.minGap : 0) : 0) + 56;
  const height = toY(map.lanes - 1) + BOTTOM_PX;
  const strongLast = stations.toSorted((a, b) => Number(onPath.has(a.id)) - Number(onPath.has(b.id)));

  return (
    <MapScroller
      focusX={chosen ? toX(chosen.x) : 0}
      focusY={chosen ? toY(chosen.lane) : 0}
      alignX={isOpenEnd ? 0.68 : 0.5}
      className={cn('thin-scrollbar flex overflow-auto overscroll-x-contain', className)}
    >
      <nav aria-label="Map of the story" className="relative m-auto shrink-0" style={{ width, height }}>
        <svg aria-hidden="true" width={width} height={height} fill="none" strokeLinejoin="round" strokeLinecap="round">
          {strongLast.map(({ id, take, x, lane, from }) => (
            <path
              key={id}
              className="voice stroke-voice"
              style={voiceStyle(take.author.id)}
              strokeWidth={onPath.has(id) ? 6 : 3}
              opacity={onPath.has(id) ? 1 : 0.45}
              d={mapLine({ x: from ? toX(from.x) : LEFT_PX, y: toY(from?.lane ?? lane) }, { x: toX(x), y: toY(lane) })}
            />
          ))}
          {stations[0] && <path d={`M${LEFT_PX} ${toY(0) - 9}v18`} className="stroke-ink" strokeWidth="4" />}
          {chosen && isOpenEnd && (
            <path
              d={`M${toX(chosen.x) + 18} ${toY(chosen.lane)}h${scale.minGap - 34}`}
              className="stroke-line-strong"
              strokeWidth="3"
              strokeDasharray="0.1 8"
            />
          )}
        </svg>
        {stations.map(({ id, take, x, lane }) => (
          <MapStation
            key={id}
            storyId={story.id}
            take={take}
            parentName={take.parentId === null ? null : (byId.get(take.parentId)?.author.name ?? null)}
            x={toX(x)}
            y={toY(lane)}
            labelPx={scale.minGap - 8}
            isOnPath={onPath.has(id)}
            isChosen={id === chosenId}
          />
        ))}
        {chosen && isOpenEnd && (
          <Link
            href={answerHref(story.id, chosen.id, story.defaultAnswer)}
            prefetch={false}
            aria-label={`Your voice, answering ${chosen.take.author.name}`}
            className="group absolute flex size-12 items-center justify-center rounded-full"
            style={{ left: toX(chosen.x) + scale.minGap - 24, top: toY(chosen.lane) - 24 }}
          >
            <span className="size-5 rounded-full border-2 border-line-strong border-dashed transition-[scale] group-hover:scale-115" />
            <span className="absolute bottom-9.5 text-muted text-xs leading-none group-hover:text-ink">you?</span>
          </Link>
        )}
      </nav>
    </MapScroller>
  );
}
