import { cn } from './cn';

type Props = { coverId: string; size: number; className?: string };

/** The picture of a story, beside its title, which says what it is. `size` in CSS pixels. */
export function Cover({ coverId, size, className }: Props) {
  return (
    // biome-ignore lint/performance/noImgElement: it is small already, and of a private story only its members see it
    <img
      src={`/api/v1/pictures/${coverId}`}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      className={cn('shrink-0 bg-raised object-cover', className)}
      style={{ width: size, height: size }}
    />
  );
}
