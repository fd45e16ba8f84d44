import { cn } from '@/components/ui/cn';
import { voiceStyle } from '@/components/ui/voice';

type Props = { id: string; name: string; pictureUrl: string | null; className?: string };

/** Somebody's picture, or the first letter of their name in the hue of their voice. The name stands beside it, or around it. */
export function Portrait({ id, name, pictureUrl, className }: Props) {
  const look = cn('inline-flex size-8 shrink-0 items-center justify-center rounded-full object-cover', className);
  // biome-ignore lint/performance/noImgElement: it is small already, and whoever stores pictures here made it so.
  if (pictureUrl) return <img src={pictureUrl} alt="" width={256} height={256} className={look} />;
  return (
    <span
      aria-hidden
      style={voiceStyle(id)}
      className={cn('voice border border-voice font-semibold text-sm text-voice-ink uppercase', look)}
    >
      {[...name][0]}
    </span>
  );
}
