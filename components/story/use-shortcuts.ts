import { useEffect, useEffectEvent } from 'react';

/** Whoever types means letters; whoever has a control in focus means that control. A slider takes its own keys itself. */
const TAKEN = 'input, textarea, select, button, a, [contenteditable="true"], dialog';

/** Keys for the whole page, by `KeyboardEvent.key` in lower case. Left alone while a control has the focus. */
export function useShortcuts(keys: Record<string, () => void>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(TAKEN)) return;
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
