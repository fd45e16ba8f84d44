import { type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/sheet';

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
  const textId = useId();
  return (
    <Sheet title={title} onClose={onClose} closeLabel="Back" describedBy={textId}>
      <p id={textId} className="mt-1 text-muted text-sm">
        {text}
      </p>
      {children}
      <div className="mt-5 grid grid-cols-2 gap-3">
        <Button variant="quiet" className="px-2" onClick={onGo}>
          {go}
        </Button>
        <Button data-first className="px-2" onClick={onKeep}>
          {keep}
        </Button>
      </div>
    </Sheet>
  );
}
