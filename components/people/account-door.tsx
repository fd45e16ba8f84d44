'use client';

import { useRouter } from 'next/navigation';
import type { WaysIn } from '@/lib/domain/me';
import { SignInForm } from './sign-in-form';

/** The account's page for somebody who is nobody here yet. */
export function AccountDoor({ waysIn }: { waysIn: WaysIn }) {
  const router = useRouter();
  return (
    <div className="mx-auto flex w-full max-w-md flex-col gap-6 pt-4 pb-12 lg:pt-12">
      <div className="flex flex-col gap-2">
        <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">Sign in</h1>
        <p className="text-muted text-sm">
          You need no account to record. With one your takes are yours on every device, and what you recorded here comes
          along.
        </p>
      </div>
      <SignInForm waysIn={waysIn} onSignedIn={() => router.refresh()} />
    </div>
  );
}
