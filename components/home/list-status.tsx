'use client';

import { createContext, type ReactNode, use, useEffect, useState } from 'react';

const Say = createContext<(words: string) => void>(() => undefined);

/** Where lists say what they show. It stays while they come and go: an element that arrives with its words is not read out. */
export function ListStatus({ children }: { children: ReactNode }) {
  const [said, say] = useState('');
  return (
    <Say value={say}>
      <p role="status" className="sr-only">
        {said}
      </p>
      {children}
    </Say>
  );
}

/** Reads these words out, to whoever does not see the list. */
export function Said({ words }: { words: string }) {
  const say = use(Say);
  useEffect(() => say(words), [say, words]);
  return null;
}
