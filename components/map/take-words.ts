import { whoRecords } from '@/components/story/who-records';
import type { MapTake } from '@/lib/domain/schemas';
import { counted, formatTime } from '@/lib/timeline/clock-text';
import type { MapStation } from './map-scene';

type Facts = { isOnCanon: boolean; isLiked: boolean; recording: readonly string[] };

/** A station in words: `Ben, 0:12, answers Ada, 3 likes, on the canon`. */
export function stationWords({ take, parent, children }: MapStation, { isOnCanon, isLiked, recording }: Facts): string {
  const answers = Math.max(take.childCount, children.length);
  return [
    take.author.name,
    formatTime(take.durationMs),
    parent ? `answers ${parent.take.author.name}` : 'the first voice',
    likeWords(take, isLiked),
    answers > 0 && counted(answers, 'answer'),
    isOnCanon && 'on the canon',
    recording.length > 0 && whoRecords(recording),
  ]
    .filter(Boolean)
    .join(', ');
}

const likeWords = ({ likeCount }: MapTake, isLiked: boolean) =>
  likeCount > 0 && `${counted(likeCount, 'like')}${isLiked ? ', yours among them' : ''}`;
