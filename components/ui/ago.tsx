import { ageText } from '@/lib/timeline/clock-text';

type Props = {
  /** ISO 8601. */
  at: string;
  /** When the page was made (ms since 1970). */
  now: number;
};

/** How long ago something was; the exact moment where one points at it. */
export function Ago({ at, now }: Props) {
  return (
    <time dateTime={at} title={at.replace('T', ' ').slice(0, 16)} className="whitespace-nowrap">
      {ageText(Date.parse(at), now)}
    </time>
  );
}
