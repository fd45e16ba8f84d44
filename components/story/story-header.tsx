import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { DeviceBadge } from '@/components/device/device-badge';
import { iconButtonClass } from '@/components/ui/icon-button';
import { Link } from '@/components/ui/link';
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
  /** A line of its own below these two. */
  about?: ReactNode;
  /** Stands at the end of the second line. */
  children: ReactNode;
};

const KEPT: Record<Visibility, string | null> = {
  public: null,
  unlisted: 'by link only',
  private: 'private',
};

export function StoryHeader({ title, visibility, voiceCount, lengthMs, shareUrl, about, children }: Props) {
  const kept = KEPT[visibility];
  return (
    <header className="px-1 short:flex pt-[calc(env(safe-area-inset-top)+8px)] lg:col-start-2 lg:row-start-1 lg:px-3 lg:pt-4">
      <div className="flex min-w-0 items-start gap-1 short:flex-1">
        <Link href="/" aria-label="All stories" title="All stories" className={iconButtonClass()}>
          <ChevronLeft aria-hidden size={24} />
        </Link>
        <h1 dir="auto" className="line-clamp-3 min-w-0 flex-1 pt-3 text-start font-semibold text-lg tracking-tight">
          {title}
        </h1>
        <ShareButton url={shareUrl} title={title} />
      </div>
      <div className="relative -mt-2 flex min-h-12 items-center justify-between gap-3 pr-3 pl-13 short:mt-0">
        {/* Where the line is empty: nothing moves when it comes. */}
        <div className="absolute top-0 left-0">
          <DeviceBadge isSmall />
        </div>
        <p className="text-muted text-sm leading-tight">
          {counted(voiceCount, 'voice')} · <Time ms={lengthMs} />
          {kept && <> · {kept}</>}
        </p>
        {children}
      </div>
      {about}
    </header>
  );
}
