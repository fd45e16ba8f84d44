'use client';

import { Maximize2, Minus, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import type { MapTake } from '@/lib/domain/schemas';
import { whenQuiet } from '@/lib/offline/quiet-line';
import { createScope } from '@/lib/scope';
import { createTreeMap } from '@/lib/timeline/tree-map';
import { ZOOM_STEP } from './map-keys';
import type { MapStation } from './map-scene';
import { createMapStage, type MapStage } from './map-stage';
import { MapTree } from './map-tree';
import type { StoryMapProps } from './story-map';
import { useMapWalk } from './use-map-walk';
import { usePullUp } from './use-pull-up';

/** What is known of a take is on the page without it: where it cannot be had, the take sounds all the same. */
const loadCallout = () =>
  import('./take-callout').then(
    (loaded) => loaded.TakeCallout,
    () => () => null,
  );
const TakeCallout = dynamic(loadCallout, { ssr: false });

/** `count` tells one opening from the next one, also of the same take. */
type Callout = { takeId: string; count: number; takesFocus: boolean };

/** The map itself; `StoryMap` loads it once the page is there. */
export function MapBody(props: StoryMapProps) {
  const { takes, path, soundingId, positionMs, recording, likedIds, onNeed, onPlayFrom, onLike, answerHref } = props;
  const [map] = useState(createTreeMap<MapTake>);
  // Learning the same again changes nothing, and what is drawn stays where it is.
  useMemo(() => map.learn(takes), [map, takes]);

  const panel = useRef<HTMLDivElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const stage = useRef<MapStage>(null);
  const painted = useRef(new Set<() => void>());
  const [hasFocus, setHasFocus] = useState(false);
  const callouts = useRef(0);
  const [callout, setCallout] = useState<Callout | null>(null);
  const { isOpen, handle } = usePullUp(panel);
  const base = useId();
  const itemId = (takeId: string) => `${base}-${takeId}`;
  const isOnCanon = (station: MapStation) => map.canon[station.depth] === station;

  const { current, standOn, onKeyDown, isAsking, news } = useMapWalk({
    map,
    stage,
    path,
    onEnter: (takeId) => choose(takeId, true),
  });

  /** It is heard from its start, and what one can do with it comes up beside it. */
  function choose(takeId: string, takesFocus: boolean) {
    standOn(takeId);
    callouts.current += 1;
    setCallout({ takeId, count: callouts.current, takesFocus });
    stage.current?.followTo(takeId);
    void onPlayFrom(takeId).then((went) => went || stage.current?.giveUp(takeId));
  }

  /** Whoever was in it comes back to the map. */
  function closeCallout() {
    const wasIn = document.activeElement?.closest('[popover]') ?? null;
    if (wasIn && panel.current?.contains(wasIn)) tree.current?.focus({ preventScroll: true });
    setCallout(null);
  }

  const onTap = useEffectEvent((takeId: string | null) => (takeId === null ? setCallout(null) : choose(takeId, false)));
  const onWanted = useEffectEvent(onNeed);
  useEffect(() => {
    if (!canvas.current || !overlay.current) return;
    const made = createMapStage({
      canvas: canvas.current,
      overlay: overlay.current,
      map,
      onTap: (takeId) => onTap(takeId),
      onNeed: (takeId) => onWanted(takeId),
      onPaint: () => {
        for (const listener of painted.current) listener();
      },
    });
    stage.current = made;
    return () => made.close();
  }, [map]);

  useEffect(() => {
    const scope = createScope();
    whenQuiet(scope, loadCallout);
    return scope.close;
  }, []);

  const focusedId = hasFocus ? (current?.take.id ?? null) : null;
  useEffect(() => {
    stage.current?.show({ path, soundingId, positionMs, recording, focusedId });
  });

  const onMoved = useCallback((listener: () => void) => {
    painted.current.add(listener);
    return () => painted.current.delete(listener);
  }, []);
  function anchorOf(takeId: string) {
    const point = stage.current?.pointOf(takeId);
    const area = overlay.current?.getBoundingClientRect();
    return point && area ? { x: area.left + point.x, y: area.top + point.y, map: area } : null;
  }

  const called = callout && map.get(callout.takeId);
  return (
    <div
      ref={panel}
      className={cn(
        'overflow-hidden',
        isOpen ? 'fixed inset-x-0 top-0 bottom-36 z-15 bg-bg lg:absolute lg:inset-0' : 'absolute inset-0',
      )}
    >
      <div
        ref={tree}
        role="tree"
        aria-label="Map of the story"
        tabIndex={0}
        aria-activedescendant={current ? itemId(current.take.id) : undefined}
        aria-busy={isAsking}
        className={cn('absolute inset-0 focus-visible:-outline-offset-3', isOpen && 'dot-grid')}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (!event.currentTarget.matches(':focus-visible')) return;
          setHasFocus(true);
          if (current) stage.current?.reveal(current.take.id);
        }}
        onBlur={() => setHasFocus(false)}
      >
        <div aria-hidden="true" className="absolute inset-0">
          <canvas ref={canvas} className="absolute inset-0 size-full" />
          <canvas
            ref={overlay}
            className={cn(
              'absolute inset-0 size-full cursor-grab',
              isOpen ? 'touch-none' : 'touch-pan-y lg:touch-none',
            )}
          />
        </div>
        {current && (
          <MapTree
            current={current}
            chosenId={path.at(-1)}
            canon={map.canon}
            likedIds={likedIds}
            recording={recording}
            itemId={itemId}
            onChoose={(takeId) => {
              stage.current?.reveal(takeId);
              tree.current?.focus({ preventScroll: true });
              choose(takeId, true);
            }}
          />
        )}
      </div>
      {callout && called && (
        <TakeCallout
          key={callout.count}
          storyId={props.storyId}
          station={called}
          isLiked={likedIds.has(callout.takeId)}
          isOnCanon={isOnCanon(called)}
          takesFocus={callout.takesFocus}
          {...(answerHref && { answerHref })}
          anchor={() => anchorOf(callout.takeId)}
          onMoved={onMoved}
          onClose={closeCallout}
          {...(onLike && { onLike })}
        />
      )}
      <p
        role="status"
        className="pointer-events-none absolute top-2 left-2 max-w-[calc(50%-4rem)] rounded-md bg-bg px-2 py-1 text-muted text-xs empty:hidden lg:max-w-sm"
      >
        {news}
      </p>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label="Whole map"
        className="-translate-x-1/2 absolute top-0 left-1/2 flex h-12 w-24 touch-none items-start justify-center pt-2 lg:hidden"
        {...handle}
      >
        <span className="h-1 w-10 rounded-full bg-line-strong" />
      </button>
      <div
        className={cn('absolute right-3 bottom-3 flex-col rounded-full bg-surface lg:flex', isOpen ? 'flex' : 'hidden')}
      >
        <IconButton icon={Plus} label="Nearer" onClick={() => stage.current?.zoom(ZOOM_STEP)} />
        <IconButton icon={Minus} label="Further away" onClick={() => stage.current?.zoom(1 / ZOOM_STEP)} />
        <IconButton icon={Maximize2} label="All of it" onClick={() => stage.current?.showAll()} />
      </div>
      <p
        aria-hidden="true"
        className="pointer-events-none absolute bottom-5 left-6 hidden rounded-md bg-bg px-2 py-1 text-muted text-xs lg:block"
      >
        Time runs to the right. A line is a voice; where it branches, two people answered. The strongest is the one that
        is loved best.
      </p>
    </div>
  );
}
