import { Heart, Play } from 'lucide-react';
import { Button, buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { Sheet } from '@/components/ui/sheet';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { counted } from '@/lib/timeline/clock-text';
import type { MapPoint } from '@/lib/timeline/map-line';
import type { MapStation } from './map-scene';
import type { StoryMapProps } from './story-map';

type Props = Pick<StoryMapProps, 'onPlayFrom' | 'onLike' | 'answerHref'> & {
  station: MapStation;
  isLiked: boolean;
  isOnCanon: boolean;
  /** Its station on the screen (CSS px); there the sheet stands beside it where there is room. */
  at: MapPoint;
  onClose(): void;
};

const WIDTH_PX = 320;
const HEIGHT_PX = 280;
const BESIDE_PX = 24;

/** What one can do with a take of the map. */
export function TakeSheet({ station, isLiked, isOnCanon, at, onPlayFrom, onLike, answerHref, onClose }: Props) {
  const { take, parent } = station;
  const answer = (kind: 'duet' | 'continue', words: string) => (
    <Link href={answerHref(take.id, kind)} prefetch={false} className={buttonClass('quiet', 'flex-1')}>
      {words}
    </Link>
  );
  return (
    <div className="voice" style={{ ...voiceStyle(take.author.id), ...besideOf(at) }}>
      <Sheet
        title={take.author.name}
        onClose={onClose}
        className="lg:m-0 lg:w-80 lg:translate-none lg:backdrop:bg-transparent lg:left-(--sheet-left) lg:top-(--sheet-top)"
      >
        <p className="flex flex-wrap gap-x-3 text-muted text-sm">
          <Time ms={take.durationMs} />
          <span>
            {parent ? (
              <>
                answers <bdi>{parent.take.author.name}</bdi>
              </>
            ) : (
              'the first voice'
            )}
          </span>
          {isOnCanon && <span>on the canon</span>}
        </p>
        <div className="mt-4 flex flex-col gap-2">
          <div className="flex gap-2">
            <Button data-first onClick={() => onPlayFrom(take.id)} className="flex-1">
              <Play aria-hidden size={18} fill="currentColor" />
              Play from here
            </Button>
            {onLike ? (
              <Button
                variant="quiet"
                aria-pressed={isLiked}
                aria-label={`Like, ${counted(take.likeCount, 'like')}`}
                onClick={() => onLike(take.id)}
              >
                <Heart
                  aria-hidden
                  size={18}
                  className={cn(isLiked && 'text-voice')}
                  fill={isLiked ? 'currentColor' : 'none'}
                />
                <span className="tabular-nums">{take.likeCount}</span>
              </Button>
            ) : null}
          </div>
          <div className="flex gap-2">
            {answer('duet', 'Duet')}
            {answer('continue', 'Continue')}
          </div>
        </div>
      </Sheet>
    </div>
  );
}

/** Right of the station, or left of it where the window ends. */
function besideOf({ x, y }: MapPoint) {
  const isRoomRight = x + BESIDE_PX + WIDTH_PX < window.innerWidth;
  const left = Math.min(window.innerWidth - WIDTH_PX, isRoomRight ? x + BESIDE_PX : x - BESIDE_PX - WIDTH_PX);
  const top = Math.min(window.innerHeight - HEIGHT_PX, y - BESIDE_PX);
  return { '--sheet-left': `${Math.max(16, left)}px`, '--sheet-top': `${Math.max(16, top)}px` };
}
