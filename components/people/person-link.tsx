'use client';

import { UserRound } from 'lucide-react';
import { iconButtonClass } from '@/components/ui/icon-button';
import { Link } from '@/components/ui/link';
import { Portrait } from './portrait';
import { useMe } from './use-me';

/** The way to one's account, and to what one has not read yet. */
export function PersonLink() {
  const me = useMe();
  const person = me?.person ?? null;
  const isKnown = person !== null && person.role !== 'guest';
  const words = isKnown ? `Your account, ${person.name}` : 'Sign in';
  return (
    <>
      {me !== null && me.unread > 0 && <Unread count={me.unread} />}
      <Link href="/account" aria-label={words} title={words} className={iconButtonClass()}>
        {isKnown ? <Portrait {...person} /> : <UserRound aria-hidden size={22} />}
      </Link>
    </>
  );
}

function Unread({ count }: { count: number }) {
  const text = count >= 100 ? '99+' : String(count);
  const words = count === 1 ? '1 new notice' : `${text} new notices`;
  return (
    <Link href="/notices" aria-label={words} title={words} className={iconButtonClass()}>
      <span className="min-w-6 rounded-full bg-ink px-1.5 text-center font-semibold text-bg text-xs tabular-nums leading-6">
        {text}
      </span>
    </Link>
  );
}
