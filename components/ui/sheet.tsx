import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { cn } from './cn';
import { IconButton } from './icon-button';

type Props = {
  title: string;
  onClose(): void;
  /** Of the cross, where closing means something else than that. */
  closeLabel?: string;
  /** The id of what says more about it. */
  describedBy?: string;
  className?: string;
  /** Whatever has `data-first` gets the focus. */
  children: ReactNode;
};

/** Something to do over the page, from below on a phone; Escape and the cross close it. */
export function Sheet({ title, onClose, closeLabel = 'Close', describedBy, className, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed while it is still in the page: only then the browser gives the focus back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault();
        // A sheet over this one is part of its tree, and its Escape is its own.
        if (event.target === event.currentTarget) onClose();
      }}
      className={cn(
        'mx-auto mt-auto mb-[max(1rem,env(safe-area-inset-bottom))] w-[calc(100%-2rem)] max-w-md rounded-3xl border border-line bg-surface p-5 text-ink backdrop:bg-bg/70 transition-[opacity,translate] starting:translate-y-4 starting:opacity-0 motion-reduce:transition-none sm:mb-auto',
        className,
      )}
    >
      <div className="flex items-start justify-between gap-2">
        <h2 id={id} className="pt-1 font-semibold text-lg tracking-tight">
          {title}
        </h2>
        <IconButton icon={X} label={closeLabel} className="-mt-2 -mr-2" onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
