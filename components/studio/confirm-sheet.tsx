import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';

type Props = {
  title: string;
  text: string;
  /** The way back, which is the safe one and has the focus. */
  keep: string;
  go: string;
  onKeep(): void;
  onGo(): void;
  /** Closes the sheet, and everything is as before. */
  onClose(): void;
  /** What it is about, in full. */
  children?: ReactNode;
};

/** A second step before something is gone. */
export function ConfirmSheet({ title, text, keep, go, onKeep, onGo, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  const id = useId();
  // Closed while it is still in the page: only then the browser gives the focus back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    safe.current?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="mx-auto mt-auto mb-[max(1rem,env(safe-area-inset-bottom))] w-[calc(100%-2rem)] max-w-md rounded-3xl border border-line bg-surface p-5 text-ink backdrop:bg-bg/70 transition-[opacity,translate] starting:translate-y-4 starting:opacity-0 sm:mb-auto"
    >
      <div className="flex items-start justify-between gap-2">
        <h2 id={`${id}-title`} className="pt-1 font-semibold text-lg tracking-tight">
          {title}
        </h2>
        <IconButton icon={X} label="Back" className="-mt-2 -mr-2" onClick={onClose} />
      </div>
      <p id={`${id}-text`} className="mt-1 text-muted text-sm">
        {text}
      </p>
      {children}
      <div className="mt-5 grid grid-cols-2 gap-3">
        <Button variant="quiet" className="px-2" onClick={onGo}>
          {go}
        </Button>
        <Button ref={safe} className="px-2" onClick={onKeep}>
          {keep}
        </Button>
      </div>
    </dialog>
  );
}
