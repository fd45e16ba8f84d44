import { useEffect, useEffectEvent } from 'react';

/** Whoever types means letters; a dialog keeps its keys to itself. */
const TYPING = 'input, textarea, select, [contenteditable="true"], dialog';
/** Whoever has a control in focus presses that with Space. A slider takes its own keys itself. */
const PRESSED = 'button, summary, [role="button"], [role="treeitem"]';

/** Keys for the whole page, by `KeyboardEvent.key` in lower case. */
export function useShortcuts(keys: Record<string, () => void>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.target instanceof Element) || event.target.closest(TYPING)) return;
    if (event.key === ' ' && event.target.closest(PRESSED)) return;
    const run = keys[event.key.toLowerCase()];
    if (!run) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
