'use client';

import { InstallApp } from '@/components/shell/install-app';
import { PageFrame } from '@/components/shell/page-frame';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Section } from '@/components/ui/section';
import { ForgetMe } from './forget-me';
import { Storage } from './storage';

/** What this device keeps, and how to get rid of it. */
export function SettingsView() {
  return (
    <PageFrame>
      <div className="mx-auto flex w-full max-w-xl flex-col gap-10 pt-4 pb-12 lg:pt-12">
        <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">Settings</h1>
        <Section title="Storage">
          <Storage />
        </Section>
        <InstallApp />
        <Section title="You">
          <Link href="/account" className={buttonClass('secondary', 'self-start')}>
            Your account
          </Link>
          <ForgetMe />
        </Section>
      </div>
    </PageFrame>
  );
}
