import { buttonClass } from './button';
import { Link } from './link';

/** Leads on in a list, where it goes on. */
export function NextPage({ href }: { href: string | null }) {
  if (href === null) return null;
  return (
    <Link href={href} prefetch={false} className={buttonClass('quiet', 'self-start')}>
      More
    </Link>
  );
}
