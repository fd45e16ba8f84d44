import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { NothingHere } from '@/components/ui/nothing-here';
import { Time } from '@/components/ui/time';
import type { OwnWaitingTake } from '@/lib/domain/owned-story';

/** What somebody has recorded, and its story's owner has not let in. */
export function WaitingTakes({ takes }: { takes: readonly OwnWaitingTake[] }) {
  if (takes.length === 0) {
    return (
      <NothingHere title="Nothing of yours waits.">
        Some owners hear each take before others do. What you record in their stories stands here until then.
      </NothingHere>
    );
  }
  return (
    <ol className="flex flex-col gap-3">
      {takes.map(({ id, storyId, storyTitle, soundUrl, durationMs, refusal, isAnsweredGone }) => (
        <li key={id} className="flex flex-col gap-3 rounded-3xl border border-line bg-surface p-5">
          <p className="flex items-baseline gap-3">
            <bdi className="min-w-0 flex-1 truncate font-semibold">{storyTitle}</bdi>
            <Time ms={durationMs} className="text-muted text-sm" />
          </p>
          <p className="text-muted text-sm">
            {refusal === null
              ? 'Waits for the owner of the story. Nobody else hears it yet.'
              : `${isAnsweredGone && refusal === '' ? 'What it answered was removed, so it has no place.' : 'It was not taken.'} You can have it back in your export for thirty days; then it is gone.`}
          </p>
          {refusal && (
            <blockquote dir="auto" className="whitespace-pre-line border-line-strong border-s-2 ps-3 text-sm">
              {refusal}
            </blockquote>
          )}
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what is said */}
          <audio controls preload="none" src={soundUrl} aria-label="Your take" className="h-12 w-full" />
          <Link href={`/s/${storyId}`} className={buttonClass('quiet', 'self-start')}>
            To the story
          </Link>
        </li>
      ))}
    </ol>
  );
}
