import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { Waveform } from '@/components/ui/waveform';
import type { HeardTake } from '@/lib/domain/moderation';

type Props = {
  take: Pick<HeardTake, 'name' | 'durationMs' | 'peaks'>;
  /** What is heard, each under its label. */
  sounds: readonly { label: string; url: string }[];
  /** Whose colour it has. */
  voiceId: string;
  note?: string;
};

/** A take to be listened to, by the browser's own player. */
export function TakeSound({ take, sounds, voiceId, note }: Props) {
  return (
    <div className="voice flex flex-col gap-3" style={voiceStyle(voiceId)}>
      <div className="flex items-center gap-4">
        <p className="flex min-w-0 flex-1 flex-col">
          <bdi className="truncate font-medium text-voice-ink">{take.name}</bdi>
          <span className="text-muted text-xs">
            <Time ms={take.durationMs} />
            {note && ` · ${note}`}
          </span>
        </p>
        <Waveform peaks={take.peaks} width={120} height={40} />
      </div>
      {sounds.map(({ label, url }) => (
        <figure key={label} className="flex flex-col gap-1">
          <figcaption className="text-muted text-xs">{label}</figcaption>
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what is said */}
          <audio controls preload="none" src={url} aria-label={`${take.name}: ${label}`} className="h-12 w-full" />
        </figure>
      ))}
    </div>
  );
}
