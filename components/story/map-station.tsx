import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { voiceStyle } from '@/components/ui/voice';
import type { MapTake } from '@/lib/domain/schemas';
import { formatTime } from '@/lib/timeline/clock-text';
import { takeHref } from './links';
import { LiveDot } from './now-sounding';

type Props = {
  storyId: string;
  take: MapTake;
  parentName: string | null;
  x: number;
  y: number;
  /** Room for the name (px). */
  labelPx: number;
  isOnPath: boolean;
  isChosen: boolean;
};

export function MapStation({ storyId, take, parentName, x, y, labelPx, isOnPath, isChosen }: Props) {
  const what = parentName === null ? 'the first voice' : `answers ${parentName}`;
  return (
    <Link
      href={takeHref(storyId, take.id)}
      scroll={false}
      prefetch={false}
      aria-label={`${take.author.name}, ${formatTime(take.durationMs)}, ${what}`}
      aria-current={isChosen ? 'page' : undefined}
      title={`${take.author.name} · ${formatTime(take.durationMs)}`}
      className="voice group absolute flex size-12 items-center justify-center rounded-full"
      style={{ ...voiceStyle(take.author.id), left: x - 24, top: y - 24 }}
    >
      <span
        className={cn(
          'flex items-center justify-center rounded-full border-voice bg-bg transition-[scale] group-hover:scale-115',
          isChosen ? 'size-6 border-4' : isOnPath ? 'size-4.5 border-4' : 'size-3.5 border-[2.5px]',
        )}
      >
        <LiveDot
          takeId={take.id}
          className={cn(isChosen ? 'size-2.5' : 'size-1.5', isChosen && 'not-data-[live=true]:bg-voice')}
        />
      </span>
      <bdi
        className={cn(
          'absolute bottom-9.5 truncate text-center text-xs leading-tight',
          isOnPath ? 'font-semibold text-voice-ink' : 'text-muted group-hover:text-ink',
        )}
        style={{ width: labelPx }}
      >
        {take.author.name}
      </bdi>
    </Link>
  );
}
