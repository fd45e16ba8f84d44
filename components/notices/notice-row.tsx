import { AudioLines, Heart, type LucideIcon, MailOpen, Scale } from 'lucide-react';
import { Ago } from '@/components/ui/ago';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { voiceStyle } from '@/components/ui/voice';
import type { Words } from '@/lib/domain/notice-words';
import type { NoticeKind } from '@/lib/domain/people';

export type ShownNotice = {
  id: string;
  kind: NoticeKind;
  words: Words;
  href: string | null;
  /** ISO 8601. */
  at: string;
  isRead: boolean;
  byId: string | null;
};

const ICONS: Record<NoticeKind, LucideIcon> = {
  answer: AudioLines,
  like: Heart,
  invitation: MailOpen,
  decision: Scale,
};

/** What somebody was told, leading to where it happened. `now`: when the page was made (ms since 1970). */
export function NoticeRow({ notice, now }: { notice: ShownNotice; now: number }) {
  const { href, isRead, byId } = notice;
  const look = cn('flex min-h-16 items-center gap-3 px-4 py-3 -outline-offset-3', isRead && 'text-muted');
  return (
    <li className="voice" {...(byId && { style: voiceStyle(byId) })}>
      {href === null ? (
        <p className={look}>
          <Told notice={notice} now={now} />
        </p>
      ) : (
        <Link href={href} className={cn(look, 'transition-colors hover:bg-raised')}>
          <Told notice={notice} now={now} />
        </Link>
      )}
    </li>
  );
}

function Told({ notice: { kind, words, at, isRead, byId }, now }: { notice: ShownNotice; now: number }) {
  const Icon = ICONS[kind];
  return (
    <>
      <span className="inline-flex size-10 shrink-0 items-center justify-center rounded-full bg-raised">
        <Icon aria-hidden size={20} className={byId ? 'text-voice-ink' : 'text-muted'} />
      </span>
      <span className="min-w-0 flex-1 text-sm">
        {!isRead && <span className="sr-only">New: </span>}
        {words.map(({ text, isName }, place) =>
          isName ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the words of a notice stay as they are.
            <bdi key={place} className="font-medium text-ink">
              {text}
            </bdi>
          ) : (
            text
          ),
        )}
      </span>
      <span className="flex shrink-0 items-center gap-2 text-muted text-xs">
        <Ago at={at} now={now} />
        <span aria-hidden className={cn('size-2 rounded-full', !isRead && 'bg-ink')} />
      </span>
    </>
  );
}
