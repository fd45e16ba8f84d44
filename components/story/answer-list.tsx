import { ChevronRight } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { Waveform } from '@/components/ui/waveform';
import type { PageTake } from '@/lib/domain/schemas';
import { counted, formatTime } from '@/lib/timeline/clock-text';
import { Likes } from './likes';
import { takeHref } from './links';

type Props = { storyId: string; parent: PageTake; isFirst: boolean; answers: readonly PageTake[] };

/** Who answers the last take of the path, or an invitation to be the one. Without a server some answers are out of reach. */
export function AnswerList({ storyId, parent, isFirst, answers }: Props) {
  if (answers.length === 0 && parent.childCount > 0) {
    return (
      <p className="text-balance text-muted text-sm">
        {counted(parent.childCount, 'answer')} to <bdi>{parent.author.name}</bdi>, not kept on this device.
      </p>
    );
  }
  if (answers.length === 0) {
    return (
      <p className="text-balance text-muted text-sm">
        No one has answered yet. Be the {isFirst ? 'second' : 'next'} voice.
      </p>
    );
  }
  return (
    <>
      <h2 className="text-muted text-sm">
        {counted(Math.max(answers.length, parent.childCount), 'answer')} to <bdi>{parent.author.name}</bdi>
      </h2>
      <ul className="-mx-4 mt-1 divide-y divide-line lg:-mx-6">
        {answers.map((take) => (
          <li key={take.id}>
            <Link
              href={takeHref(storyId, take.id)}
              prefetch={false}
              aria-label={`${take.author.name}, ${formatTime(take.durationMs)}`}
              className="voice flex min-h-16 items-center gap-4 px-4 transition-colors -outline-offset-3 hover:bg-surface lg:px-6"
              style={voiceStyle(take.author.id)}
            >
              <span className="flex min-w-0 flex-1 flex-col">
                <bdi className="truncate font-medium text-voice-ink">{take.author.name}</bdi>
                <span className="flex items-center gap-2 text-muted text-xs">
                  <Time ms={take.durationMs} />
                  {take.childCount > 0 && <span>{counted(take.childCount, 'answer')}</span>}
                  <Likes count={take.likeCount} />
                </span>
              </span>
              <Waveform peaks={take.peaks} width={108} height={32} />
              <ChevronRight aria-hidden size={18} className="-mr-1 shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
