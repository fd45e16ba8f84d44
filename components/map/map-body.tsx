'use client';

import { Maximize2, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import type { MapTake } from '@/lib/domain/schemas';
import { stepFrom } from '@/lib/timeline/map-family';
import type { MapPoint } from '@/lib/timeline/map-line';
import { createTreeMap } from '@/lib/timeline/tree-map';
import { stepOfKey, ZOOM_STEP } from './map-keys';
import type { MapStation } from './map-scene';
import { createMapStage, type MapStage } from './map-stage';
import { MapTree } from './map-tree';
import type { StoryMapProps } from './story-map';
import { TakeSheet } from './take-sheet';
import { usePullUp } from './use-pull-up';

/** The map itself; `StoryMap` loads it once the page is there. */
export function MapBody(props: StoryMapProps) {
  const { takes, path, soundingId, positionMs, recording, likedIds, onNeed, onPlayFrom } = props;
  const [map] = useState(createTreeMap<MapTake>);
  // Learning the same again changes nothing, and what is drawn stays where it is.
  useMemo(() => map.learn(takes), [map, takes]);

  const panel = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const stage = useRef<MapStage>(null);
  const chosenId = path.at(-1);
  const [walked, setWalked] = useState<{ to: string; from: string | undefined } | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const [sheet, setSheet] = useState<{ takeId: string; at: MapPoint } | null>(null);
  const { isOpen, handle } = usePullUp(panel);
  const base = useId();
  const itemId = (takeId: string) => `${base}-${takeId}`;

  // The keyboard is where one has walked to, until a path is chosen that does not lead there.
  const isWalked = walked !== null && (walked.from === chosenId || path.includes(walked.to));
  const current: MapStation | null = (isWalked && map.get(walked.to)) || (map.get(chosenId ?? '') ?? map.seed);
  const isOnCanon = (station: MapStation) => map.canon[station.depth] === station;

  function openSheet(takeId: string) {
    const point = stage.current?.pointOf(takeId);
    const box = overlay.current?.getBoundingClientRect();
    if (!point || !box) return;
    setWalked({ to: takeId, from: chosenId });
    setSheet({ takeId, at: { x: box.left + point.x, y: box.top + point.y } });
  }

  const onTap = useEffectEvent(openSheet);
  const onWanted = useEffectEvent(onNeed);
  useEffect(() => {
    if (!canvas.current || !overlay.current) return;
    const made = createMapStage({
      canvas: canvas.current,
      overlay: overlay.current,
      map,
      onTap: (takeId) => onTap(takeId),
      onNeed: (takeId) => onWanted(takeId),
    });
    stage.current = made;
    return () => made.close();
  }, [map]);

  const focusedId = hasFocus ? (current?.take.id ?? null) : null;
  useEffect(() => {
    stage.current?.show({ path, soundingId, positionMs, recording, focusedId });
  });

  function goTo(station: MapStation | null | undefined) {
    if (!station) return;
    setWalked({ to: station.take.id, from: chosenId });
    setHasFocus(true);
    stage.current?.reveal(station.take.id);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || !current) return;
    const step = stepOfKey(event.key);
    if (step) {
      const next = stepFrom(current, step);
      if (!next && step === 'on' && current.take.childCount > 0) stage.current?.ask(current.take.id);
      goTo(next);
    } else if (event.key === 'Home') goTo(map.seed);
    else if (event.key === 'End') goTo(map.get(chosenId ?? ''));
    else if (event.key === 'Enter') openSheet(current.take.id);
    else if (event.key === '+' || event.key === '=') stage.current?.zoom(ZOOM_STEP);
    else if (event.key === '-') stage.current?.zoom(1 / ZOOM_STEP);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const shown = sheet && map.get(sheet.takeId);
  return (
    <div
      ref={panel}
      className={cn(
        'overflow-hidden',
        isOpen ? 'fixed inset-x-0 top-0 bottom-36 z-15 bg-bg lg:absolute lg:inset-0' : 'absolute inset-0',
      )}
    >
      <div
        role="tree"
        aria-label="Map of the story"
        tabIndex={0}
        aria-activedescendant={current ? itemId(current.take.id) : undefined}
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
            chosenId={chosenId}
            canon={map.canon}
            likedIds={likedIds}
            recording={recording}
            itemId={itemId}
          />
        )}
      </div>
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
      {sheet && shown && (
        <TakeSheet
          {...props}
          station={shown}
          at={sheet.at}
          isLiked={likedIds.has(sheet.takeId)}
          isOnCanon={isOnCanon(shown)}
          onPlayFrom={(takeId) => {
            setSheet(null);
            onPlayFrom(takeId);
          }}
          onClose={() => setSheet(null)}
        />
      )}
    </div>
  );
}
