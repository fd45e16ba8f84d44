import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { iconButtonClass } from '@/components/ui/icon-button';
import { ShareButton } from '@/components/ui/share-button';
import { Time } from '@/components/ui/time';
import type { Visibility } from '@/lib/domain/schemas';
import { counted } from '@/lib/timeline/clock-text';

type Props = {
  title: string;
  visibility: Visibility;
  voiceCount: number;
  lengthMs: number;
  shareUrl: string;
};

const KEPT: Record<Visibility, string | null> = {
  public: null,
  unlisted: 'by link only',
  private: 'only you',
};

export function StoryHeader({ title, visibility, voiceCount, lengthMs, shareUrl }: Props) {
  const kept = KEPT[visibility];
  return (
    <header className="flex items-start gap-1 px-1 pt-[calc(env(safe-area-inset-top)+8px)] lg:col-start-2 lg:row-start-1 lg:px-3 lg:pt-4">
      <Link href="/" aria-label="All stories" title="All stories" className={iconButtonClass()}>
        <ChevronLeft aria-hidden size={24} />
      </Link>
      <div className="min-w-0 flex-1 pt-3">
        <h1 dir="auto" className="line-clamp-3 text-start font-semibold text-lg tracking-tight">
          {title}
        </h1>
        <p className="mt-0.5 text-muted text-sm">
          {counted(voiceCount, 'voice')} · <Time ms={lengthMs} />
          {kept && <> · {kept}</>}
        </p>
      </div>
      <ShareButton url={shareUrl} title={title} />
    </header>
  );
}
