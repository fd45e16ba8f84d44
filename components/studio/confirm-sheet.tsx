import { useEffect, useId, useRef } from 'react';
import { Button } from '@/components/ui/button';

type Props = {
  title: string;
  text: string;
  /** The way back, which is the safe one and has the focus. */
  keep: string;
  go: string;
  onKeep(): void;
  onGo(): void;
};

/** A second step before something is gone. */
export function ConfirmSheet({ title, text, keep, go, onKeep, onGo }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
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
        onKeep();
      }}
      className="mx-auto mt-auto mb-[max(1rem,env(safe-area-inset-bottom))] w-[calc(100%-2rem)] max-w-md rounded-3xl border border-line bg-surface p-5 text-ink backdrop:bg-bg/70 transition-[opacity,translate] starting:translate-y-4 starting:opacity-0 sm:mb-auto"
    >
      <h2 id={`${id}-title`} className="font-semibold text-lg tracking-tight">
        {title}
      </h2>
      <p id={`${id}-text`} className="mt-1 text-muted text-sm">
        {text}
      </p>
      <div className="mt-5 grid grid-cols-2 gap-3">
        <Button variant="quiet" onClick={onGo}>
          {go}
        </Button>
        <Button ref={safe} onClick={onKeep}>
          {keep}
        </Button>
      </div>
    </dialog>
  );
}
