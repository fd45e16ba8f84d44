import { X } from 'lucide-react';
import { type FocusEvent, use, useEffect, useEffectEvent, useId, useLayoutEffect, useRef } from 'react';
import { LikeButton } from '@/components/story/like-button';
import { MoreButton } from '@/components/story/more-button';
import { buttonClass } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Link, WithoutServer } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { isShown } from '@/lib/domain/not-shown';
import type { AnswerKind } from '@/lib/domain/schemas';
import { placeCallout } from './callout-place';
import type { MapStation } from './map-scene';
import type { StoryMapProps } from './story-map';

type Props = Pick<StoryMapProps, 'storyId' | 'onLike' | 'answerHref'> & {
  station: MapStation;
  isLiked: boolean;
  isOnCanon: boolean;
  /** Opened from the keyboard, it has the focus. */
  takesFocus: boolean;
  /** Where the station is on the screen, and the part of the screen that the map has (CSS px). */
  anchor(): { x: number; y: number; map: DOMRect } | null;
  /** Calls whenever the station may have moved; returns how to stop that. */
  onMoved(listener: () => void): () => void;
  onClose(): void;
};

/** What one can do with a take, right on its station, while it sounds. It goes where the station goes. */
export function TakeCallout(props: Props) {
  const { storyId, station, isLiked, isOnCanon, takesFocus, onLike, answerHref, anchor, onMoved, onClose } = props;
  const { take, parent } = station;
  const isWithoutServer = use(WithoutServer);
  const card = useRef<HTMLDivElement>(null);
  const wasSeen = useRef(false);
  const id = useId();

  const place = useEffectEvent(() => {
    const at = anchor();
    if (!card.current || !at) return;
    const isSeen = placeCallout(card.current, at);
    // The playhead has taken the map elsewhere, and nobody is busy here.
    if (!isSeen && wasSeen.current && !card.current.contains(document.activeElement)) onClose();
    wasSeen.current = isSeen;
  });
  const wantsFocus = useEffectEvent(() => takesFocus);
  useLayoutEffect(() => {
    const element = card.current;
    // Above everything else, cut off by nothing; the page behind it stays as it is. Browsers of before 2024 have no popovers:
    // there it lies over the map alone.
    element?.showPopover?.();
    place();
    const first = element?.querySelector<HTMLElement>('a[href]') ?? element?.querySelector('button');
    if (wantsFocus()) first?.focus({ preventScroll: true });
    return onMoved(place);
  }, [onMoved]);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isInSheet = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (event.key !== 'Escape' || isInSheet) return;
    event.stopPropagation();
    onClose();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    const moved = () => place();
    document.addEventListener('keydown', listener, true);
    window.addEventListener('scroll', moved, { passive: true });
    window.addEventListener('resize', moved);
    return () => {
      document.removeEventListener('keydown', listener, true);
      window.removeEventListener('scroll', moved);
      window.removeEventListener('resize', moved);
    };
  }, []);

  function onBlur({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) {
    if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) onClose();
  }

  const answer = (kind: AnswerKind, words: string) =>
    answerHref && (
      <Link href={answerHref(take.id, kind)} prefetch={false} className={buttonClass('secondary', 'flex-1 px-3')}>
        {words}
      </Link>
    );
  return (
    <div
      ref={card}
      popover="manual"
      role="dialog"
      aria-labelledby={`${id}-name`}
      onBlur={onBlur}
      className="voice group fixed inset-auto top-0 left-0 z-20 m-0 w-80 max-w-[calc(100vw-24px)] overflow-visible rounded-2xl border border-line bg-surface p-3 text-ink shadow-(--card-shadow) transition-opacity starting:opacity-0"
      style={voiceStyle(take.author.id)}
    >
      <span
        aria-hidden="true"
        className="-translate-x-1/2 absolute left-(--stem-x) h-3 w-0.5 bg-voice group-data-[side=below]:bottom-full group-data-[side=above]:top-full"
      />
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1 pt-1">
          <h2 id={`${id}-name`} className="truncate font-semibold text-voice-ink">
            {take.author.name}
          </h2>
          <p className="text-muted text-xs">
            <Time ms={take.durationMs} />
            {' · '}
            {parent ? (
              <>
                answers <bdi>{parent.take.author.name}</bdi>
              </>
            ) : (
              'the first voice'
            )}
            {isOnCanon && ' · on the canon'}
          </p>
        </div>
        {!isWithoutServer && isShown(take) && (
          <MoreButton storyId={storyId} take={take} className="-mt-1 -mr-2 text-muted" />
        )}
        <IconButton icon={X} label="Close" className="-mt-1 -mr-1.5 text-muted" onClick={onClose} />
      </div>
      {isShown(take) ? (
        <div className="mt-2 flex items-center gap-2 empty:hidden">
          {answer('duet', 'Duet')}
          {answer('continue', 'Continue')}
          {onLike && (
            <LikeButton
              name={take.author.name}
              count={take.likeCount}
              isLiked={isLiked}
              onToggle={() => onLike(take.id)}
              className="-mr-1.5"
            />
          )}
        </div>
      ) : (
        <p className="mt-2 text-muted text-sm">Nobody is heard here any more.</p>
      )}
    </div>
  );
}
