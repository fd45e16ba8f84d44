import { useCallback } from 'react';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { StorySkeleton } from '@/components/story/story-skeleton';
import { StoryView } from '@/components/story/story-view';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { device } from '@/lib/offline/device';
import { keptTelling } from '@/lib/story/kept-source';
import { onKept, useReading } from './use-device';

type Props = { storyId: string; takeId: string | null };

/** A story as far as it is kept: the same page, with the takes that this device has. */
export function OfflineStory({ storyId, takeId }: Props) {
  const read = useCallback(() => readStory(storyId, takeId), [storyId, takeId]);
  const found = useReading(read, onKept);
  if (!found) return <StorySkeleton />;
  const { path, known, view } = found;
  if (!path || !view) return <NotKept />;
  return (
    <StoryView
      story={{ id: storyId, title: path.title, visibility: 'public', defaultAnswer: path.defaultAnswer }}
      view={view}
      map={known}
      kept={known}
    />
  );
}

/** The path that was asked for, and every take of its story that is kept, by whichever path. */
async function readStory(storyId: string, takeId: string | null) {
  const { kept } = device();
  const [path, all] = await Promise.all([kept.find(storyId, takeId), kept.all()]);
  const takes = all.filter((any) => any.storyId === storyId).flatMap((any) => any.takes);
  const known = [...new Map(takes.map((take) => [take.id, take])).values()];
  return { path, known, view: path && keptTelling(known, path.takeId) };
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
