import { ChevronRight } from 'lucide-react';
import { isPlainClick } from '@/components/ui/plain-click';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { Waveform } from '@/components/ui/waveform';
import { isShown } from '@/lib/domain/not-shown';
import type { BranchView } from '@/lib/domain/tree-views';
import { counted, formatTime } from '@/lib/timeline/clock-text';
import { LikeButton } from './like-button';
import { throughHref } from './links';
import { andRecording, RecordingDot } from './recording-dot';

type Props = {
  storyId: string;
  take: BranchView;
  isLiked: boolean;
  recording: readonly string[];
  onHear(): void;
  /** Null where nobody likes anything. */
  onLike: (() => void) | null;
};

/** An answer in a list: a tap goes on with it, the heart likes it. */
export function AnswerRow({ storyId, take, isLiked, recording, onHear, onLike }: Props) {
  const answers = take.childCount > 0 ? counted(take.childCount, 'answer') : '';
  return (
    <li className="voice flex items-center transition-colors hover:bg-surface" style={voiceStyle(take.author.id)}>
      <a
        href={throughHref(storyId, take.id)}
        aria-label={`${take.author.name}, ${formatTime(take.durationMs)}${answers && `, ${answers}`}${andRecording(recording)}`}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          onHear();
        }}
        className="flex min-h-16 min-w-0 flex-1 items-center gap-4 pl-4 -outline-offset-3 lg:pl-6"
      >
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex min-w-0 items-center gap-2">
            <bdi className="truncate font-medium text-voice-ink">{take.author.name}</bdi>
            <RecordingDot names={recording} />
          </span>
          <span className="flex items-center gap-2 text-muted text-xs">
            <Time ms={take.durationMs} />
            {answers && <span>{answers}</span>}
          </span>
        </span>
        <Waveform peaks={take.peaks} width={96} height={32} />
        <ChevronRight aria-hidden size={18} className="shrink-0 text-muted" />
      </a>
      {onLike && isShown(take) && (
        <LikeButton
          name={take.author.name}
          count={take.likeCount}
          isLiked={isLiked}
          onToggle={onLike}
          className="mr-1 ml-1 lg:mr-3"
        />
      )}
    </li>
  );
}
