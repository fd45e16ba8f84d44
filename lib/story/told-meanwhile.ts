import type { MapTake } from '@/lib/domain/schemas';
import type { StoryEvent } from '@/lib/domain/story-event';
import { changed } from './known-takes';
import { afterEvent, type ToldStory } from './told-story';

/**
 * What was `learnt` from an answer, with what was told since it was asked for: the answer may be from before that. `before` is the
 * story without it.
 */
export function withMeanwhile(learnt: ToldStory, before: ToldStory, meanwhile: readonly StoryEvent[]): ToldStory {
  if (learnt === before || meanwhile.length === 0) return learnt;
  const changes = new Map<string, Partial<MapTake>>();
  const keep = (takeId: string, facts: Partial<MapTake>) => changes.set(takeId, { ...changes.get(takeId), ...facts });
  for (const event of meanwhile) {
    if (event.type === 'like') {
      keep(event.takeId, { likeCount: before.map.get(event.takeId)?.likeCount ?? event.likeCount });
      for (const { parentId, bestChildId } of event.canon)
        keep(parentId, { bestChildId: before.map.get(parentId)?.bestChildId ?? bestChildId });
    } else if (event.type === 'take' && event.take.parentId !== null) {
      const { id, parentId } = event.take;
      const [was, is] = [before.map.get(parentId), learnt.map.get(parentId)];
      keep(parentId, {
        childCount: Math.max(1, was?.childCount ?? 0, is?.childCount ?? 0),
        bestChildId: was?.bestChildId ?? is?.bestChildId ?? id,
      });
    }
  }
  // An answer to the end of another path is not among that one's yet.
  return meanwhile.reduce(
    (told, event) => (event.type === 'take' ? afterEvent(told, event) : told),
    changed(learnt, changes),
  );
}
