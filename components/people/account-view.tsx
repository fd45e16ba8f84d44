'use client';

import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { Section } from '@/components/ui/section';
import type { WaysIn } from '@/lib/domain/me';
import type { Role } from '@/lib/domain/people';
import { AddressForm } from './address-form';
import { type DeviceSession, Devices } from './devices';
import { NameForm } from './name-form';
import { OutsideWays } from './outside-ways';
import { PasswordForm } from './password-form';
import { PictureForm } from './picture-form';
import { SignInForm } from './sign-in-form';
import { SignOut } from './sign-out';

export type Account = {
  id: string;
  name: string;
  role: Role;
  pictureUrl: string | null;
  email: string | null;
  isVerified: boolean;
  hasPassword: boolean;
  /** Who vouches for them. */
  providers: string[];
  sessions: DeviceSession[];
};

type Props = { account: Account; waysIn: WaysIn; children: ReactNode };

/** What one is called here, how one comes in, and where one is in. `children`: what others know of one's account. */
export function AccountView({ account, waysIn, children }: Props) {
  const router = useRouter();
  const changed = () => router.refresh();
  const { email } = account;
  const isGuest = account.role === 'guest';
  return (
    <div className="mx-auto flex w-full max-w-xl flex-col gap-10 pt-4 pb-12 lg:pt-12">
      <div className="flex flex-col gap-6">
        <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">
          {isGuest ? 'You are a guest' : 'Your account'}
        </h1>
        {isGuest && (
          <div className="flex flex-col gap-5 rounded-3xl border border-line bg-surface p-5">
            <p className="text-muted text-sm">
              What you recorded belongs to this browser. Sign in, or make an account, and it is yours on every device.
            </p>
            <SignInForm waysIn={waysIn} onSignedIn={changed} />
          </div>
        )}
        <PictureForm {...account} onChanged={changed} />
        <NameForm key={account.name} name={account.name} onChanged={changed} />
        <nav aria-label="Yours" className="flex flex-wrap gap-x-6">
          <Link href="/waiting" className="flex min-h-12 items-center font-semibold underline underline-offset-4">
            Takes that wait
          </Link>
          {(account.role === 'moderator' || account.role === 'admin') && (
            <Link href="/moderate" className="flex min-h-12 items-center font-semibold underline underline-offset-4">
              Reports
            </Link>
          )}
          {account.role === 'admin' && (
            <Link href="/admin" className="flex min-h-12 items-center font-semibold underline underline-offset-4">
              This place
            </Link>
          )}
        </nav>
      </div>
      {!isGuest && (
        <>
          <Section title="Email">
            <AddressForm
              email={email}
              isVerified={account.isVerified}
              isMailOn={waysIn.byMail}
              hasPassword={account.hasPassword}
              onChanged={changed}
            />
          </Section>
          {email !== null && (
            <Section title="Password">
              <PasswordForm email={email} hasPassword={account.hasPassword} onChanged={changed} />
            </Section>
          )}
          {waysIn.providers.length > 0 && (
            <Section title="Other ways in">
              <OutsideWays providers={waysIn.providers} connected={account.providers} onChanged={changed} />
            </Section>
          )}
          <Section title="Where you are signed in">
            <Devices sessions={account.sessions} onChanged={changed} />
            <SignOut />
          </Section>
        </>
      )}
      {children}
    </div>
  );
}
