import { ChevronDown, ChevronUp } from 'lucide-react';
import type { MouseEvent } from 'react';
import { isPlainClick } from '@/components/ui/plain-click';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { Waveform } from '@/components/ui/waveform';
import type { BranchView } from '@/lib/domain/tree-views';
import { counted, formatTime } from '@/lib/timeline/clock-text';
import { Likes } from './likes';
import { throughHref } from './links';
import { andRecording, RecordingDot } from './recording-dot';

type Props = {
  storyId: string;
  branch: BranchView;
  insteadOf: string;
  side: 'above' | 'below';
  isAlone: boolean;
  /** Who records an answer to it now. */
  recording: readonly string[];
  onSwitch(): void;
  onNear(): void;
};

/** Another branch at this fork, peeking in from its side: a tap switches to it in mid-play. */
export function ForkPill({ storyId, branch, insteadOf, side, isAlone, recording, onSwitch, onNear }: Props) {
  const Icon = side === 'above' ? ChevronUp : ChevronDown;
  const { name } = branch.author;
  function onClick(event: MouseEvent) {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    onSwitch();
  }
  return (
    <a
      href={throughHref(storyId, branch.id)}
      aria-label={`${name}, ${formatTime(branch.durationMs)}, ${counted(branch.likeCount, 'like')}, instead of ${insteadOf}${andRecording(recording)}`}
      style={voiceStyle(branch.author.id)}
      onClick={onClick}
      onPointerEnter={onNear}
      onFocus={onNear}
      className={`voice flex h-12 min-w-0 touch-manipulation items-center justify-center gap-2 rounded-full border border-line text-sm transition-colors hover:bg-raised ${isAlone ? 'min-w-56 px-5' : 'flex-1 px-2.5'}`}
    >
      {isAlone && <Icon aria-hidden size={16} className="shrink-0 text-muted" />}
      <bdi className="min-w-8 truncate font-medium text-voice-ink">{name}</bdi>
      {/* The first to give way where there is too little room, then the length; the name last. */}
      <span className="flex min-w-0 shrink-9999 overflow-hidden">
        <Waveform peaks={branch.peaks} width={isAlone ? 60 : 30} height={20} />
      </span>
      <span className="flex min-w-0 shrink-99 overflow-hidden">
        <Time ms={branch.durationMs} className="text-muted text-xs" />
      </span>
      <Likes count={branch.likeCount} />
      <RecordingDot names={recording} />
    </a>
  );
}
