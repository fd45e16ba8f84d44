import { ChevronDown, ChevronUp } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import type { MapTake } from '@/lib/domain/schemas';
import { formatTime } from '@/lib/timeline/clock-text';
import { Likes } from './likes';
import { takeHref } from './links';

type Props = { storyId: string; take: MapTake | null; insteadOf: string; side: 'before' | 'after' };

/** Another branch at this fork, peeking in from its side. Its place stays when there is none, so nothing jumps. */
export function ForkPill({ storyId, take, insteadOf, side }: Props) {
  if (!take) return <div className="h-12" />;
  const Icon = side === 'before' ? ChevronUp : ChevronDown;
  return (
    <Link
      href={takeHref(storyId, take.id)}
      aria-label={`${take.author.name}, ${formatTime(take.durationMs)}, instead of ${insteadOf}`}
      style={voiceStyle(take.author.id)}
      className="voice mx-auto flex h-12 w-fit min-w-52 max-w-72 items-center justify-center gap-2 rounded-full border border-line px-5 text-sm transition-colors hover:bg-raised"
    >
      <Icon aria-hidden size={16} className="shrink-0 text-muted" />
      <bdi className="min-w-0 truncate font-medium text-voice-ink">{take.author.name}</bdi>
      <Time ms={take.durationMs} className="text-muted" />
      <Likes count={take.likeCount} />
    </Link>
  );
}
