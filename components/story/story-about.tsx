import { Cover } from '@/components/ui/cover';
import type { StoryAboutView } from '@/lib/domain/owned-story';

const LINE =
  'inline-flex min-h-12 cursor-pointer items-center rounded-lg text-muted underline decoration-line-strong underline-offset-4 hover:text-ink';

/** What its owner says of a story, folded; that it is closed; the owner's way to their page. Nothing of it needs a script. */
export function StoryAbout({ storyId, about }: { storyId: string; about: StoryAboutView }) {
  const { description, coverId, isClosed, isOwner, waitingCount } = about;
  if (!description && !coverId && !isClosed && !isOwner) return null;
  return (
    <div className="-mt-3 flex flex-wrap items-start gap-x-5 pr-3 pl-13 text-sm short:hidden">
      {(description || coverId) && (
        <details className="min-w-0 open:basis-full">
          <summary className={`${LINE} list-none [&::-webkit-details-marker]:hidden`}>What it is about</summary>
          <div className="flex items-start gap-4 pb-3">
            {coverId && <Cover coverId={coverId} size={96} className="rounded-2xl" />}
            {description && (
              <p dir="auto" className="min-w-0 flex-1 whitespace-pre-line text-start">
                {description}
              </p>
            )}
          </div>
        </details>
      )}
      {isOwner && (
        <a href={`/owner/${storyId}`} className={LINE}>
          {waitingCount === 0
            ? 'Your story'
            : waitingCount === 1
              ? '1 take waits for you'
              : `${waitingCount} takes wait for you`}
        </a>
      )}
      {isClosed && <p className="flex min-h-12 items-center text-muted">Told to its end</p>}
    </div>
  );
}
