import { ChevronLeft } from 'lucide-react';
import { Link } from '@/components/ui/link';

/** Leads up, to what this page is one of. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="-ml-1 flex min-h-12 items-center gap-1 self-start rounded-xl pr-3 text-muted text-sm hover:text-ink"
    >
      <ChevronLeft aria-hidden size={18} /> {children}
    </Link>
  );
}
