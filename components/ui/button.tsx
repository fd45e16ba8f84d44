import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'record';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-ink text-bg hover:bg-ink/90',
  secondary: 'bg-raised text-ink hover:bg-line',
  quiet: 'border border-line-strong text-ink hover:bg-raised',
  record: 'bg-signal text-on-signal hover:bg-signal/90',
};

/** The looks of a button, for links that act as one. */
export const buttonClass = (variant: ButtonVariant = 'primary', className?: string): string =>
  cn(
    'inline-flex min-h-12 select-none items-center justify-center gap-2 rounded-full px-5 font-semibold text-base',
    'touch-manipulation transition-[background-color,scale,opacity] active:scale-[0.97]',
    'disabled:pointer-events-none disabled:opacity-45 aria-busy:cursor-progress',
    VARIANTS[variant],
    className,
  );

type Props = ComponentProps<'button'> & { variant?: ButtonVariant; busy?: boolean };

/** `busy` shows a spinner beside the words and keeps the button where it is; a busy button ignores taps. */
export function Button({ variant = 'primary', busy = false, className, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClass(variant, className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}
