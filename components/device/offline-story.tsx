import { useCallback } from 'react';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { StorySkeleton } from '@/components/story/story-skeleton';
import { StoryView } from '@/components/story/story-view';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import type { PageTake } from '@/lib/domain/schemas';
import { device } from '@/lib/offline/device';
import type { KeptPath } from '@/lib/offline/kept-paths';
import { onKept, useReading } from './use-device';

type Props = { storyId: string; takeId: string | null };

/** A story as far as it is kept: the same page, with the takes that this device has. */
export function OfflineStory({ storyId, takeId }: Props) {
  const read = useCallback(() => readStory(storyId, takeId), [storyId, takeId]);
  const found = useReading(read, onKept);
  if (!found) return <StorySkeleton />;
  const { path, known } = found;
  if (!path) return <NotKept />;
  return (
    <StoryView
      story={{ id: storyId, title: path.title, visibility: 'public', defaultAnswer: path.defaultAnswer }}
      path={path.takes}
      branches={known}
      answers={known.filter(({ parentId }) => parentId === path.takeId)}
    />
  );
}

/** The path that was asked for, and every take of its story that is kept, by whichever path. */
async function readStory(
  storyId: string,
  takeId: string | null,
): Promise<{ path: KeptPath | null; known: PageTake[] }> {
  const { kept } = device();
  const [path, all] = await Promise.all([kept.find(storyId, takeId), kept.all()]);
  const takes = all.filter((any) => any.storyId === storyId).flatMap((any) => any.takes);
  return { path, known: [...new Map(takes.map((take) => [take.id, take])).values()] };
}

function NotKept() {
  return (
    <PageFrame>
      <PageMessage
        title="This story is not on this device."
        action={
          <Link href="/" className={buttonClass()}>
            See what is
          </Link>
        }
      >
        It can be heard when you are back online. Tap “Keep offline” there, and next time it plays anywhere.
      </PageMessage>
    </PageFrame>
  );
}
