import type { StoryEvent } from '@/lib/domain/story-event';
import type { ToldStory } from './told-story';

/**
 * What a screen reader is told of what others do along the path that one hears: `Ben has answered Ada`, `Ben’s branch is loved
 * best now`; null for the rest. In a busy story all of it would drown the story.
 */
export function eventWords(told: ToldStory, event: StoryEvent): string | null {
  switch (event.type) {
    case 'take': {
      const parent = told.takes.find(({ id }) => id === event.take.parentId);
      return parent ? `${event.take.author.name} has answered ${parent.author.name}` : null;
    }
    case 'like': {
      // Of all forks at which the canon has moved the first one says the most.
      const onPath = new Set(told.takes.map(({ id }) => id));
      const near = event.canon.filter(({ parentId }) => onPath.has(parentId));
      const moved = near.flatMap(({ bestChildId }) => told.map.get(bestChildId) ?? []);
      const [first] = moved.toSorted((a, b) => a.startMs - b.startMs);
      return first ? `${first.author.name}’s branch is loved best now` : null;
    }
    case 'recording':
      return null;
  }
}
