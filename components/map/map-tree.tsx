import { familyOf } from '@/lib/timeline/map-family';
import type { MapStation } from './map-scene';
import { stationWords } from './take-words';

type Props = {
  /** Where the keyboard is. */
  current: MapStation;
  chosenId: string | undefined;
  canon: readonly MapStation[];
  likedIds: ReadonlySet<string>;
  recording: ReadonlyMap<string, readonly string[]>;
  itemId(takeId: string): string;
  onChoose(takeId: string): void;
};

/** The map for whoever hears it: the takes around the current one, in the order of the tree. */
export function MapTree({ current, chosenId, canon, likedIds, recording, itemId, onChoose }: Props) {
  return (
    <div className="sr-only">
      {familyOf(current).map(({ station, level, position, setSize, isExpanded }) => (
        // A click is how a screen reader chooses where it keeps the keys to itself.
        // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names its active item
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the tree
        <div
          key={station.take.id}
          role="treeitem"
          id={itemId(station.take.id)}
          onClick={() => onChoose(station.take.id)}
          aria-level={level}
          aria-posinset={position}
          aria-setsize={setSize}
          aria-selected={station.take.id === chosenId}
          {...(isExpanded !== null && { 'aria-expanded': isExpanded })}
        >
          {stationWords(station, {
            isOnCanon: canon[station.depth] === station,
            isLiked: likedIds.has(station.take.id),
            recording: recording.get(station.take.id) ?? [],
          })}
        </div>
      ))}
    </div>
  );
}
