import { cn } from '@/components/ui/cn';

/** Two reels that are two stations; the tape runs on below them and branches off to where somebody speaks now. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 24" className={cn('h-6 w-8', className)} fill="none" strokeWidth="2.5">
      <g stroke="currentColor" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="7.5" cy="8" r="5" />
        <circle cx="20.5" cy="8" r="5" />
        <path d="M7.5 13h13l6 6" />
      </g>
      <circle cx="27.5" cy="20" r="3" className="fill-signal" />
    </svg>
  );
}
