import { Ago } from '@/components/ui/ago';
import { byteText } from '@/components/ui/byte-text';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { voiceStyle } from '@/components/ui/voice';
import type { AdminPersonPage } from '@/lib/domain/admin';
import { counted } from '@/lib/timeline/clock-text';
import { AppointForm } from './appoint-form';
import { SignOutButton } from './sign-out-button';
import { SuspendForm } from './suspend-form';

const CARD = 'flex flex-col gap-4 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)';

/** One person: what they have here, and what whoever runs this place can do about them. */
export function PersonView({ person, now }: { person: AdminPersonPage; now: number }) {
  const { id, name, email, role, isSuspended, mayAppoint, maySuspend } = person;
  return (
    <>
      <header className="voice flex flex-col gap-1" style={voiceStyle(id)}>
        <h1 className="font-semibold text-xl tracking-tight">
          <bdi className="text-voice-ink">{name}</bdi>
        </h1>
        <p className="text-muted text-sm">
          {role}
          {isSuspended && ', suspended'} · {email ?? 'no address'} · since <Ago at={person.at} now={now} />
        </p>
        <p className="text-muted text-sm tabular-nums">
          {counted(person.takes, 'take')} · {counted(person.stories, 'story', 'stories')} · {byteText(person.bytes)} ·
          signed in on {counted(person.sessions, 'device')}
        </p>
        <p className="flex flex-wrap gap-x-5 text-sm">
          <AuditLink href={`/admin/audit?actor=${id}`}>What they have done</AuditLink>
          <AuditLink href={`/admin/audit?subject=${id}`}>What was done to them</AuditLink>
        </p>
      </header>
      {!mayAppoint && !maySuspend && <Notice>This is you: somebody else decides about your role.</Notice>}
      <div className="grid gap-6 lg:grid-cols-2 lg:items-start">
        {mayAppoint && role !== 'guest' && (
          <section aria-label="Role" className={CARD}>
            <h2 className="font-semibold text-lg tracking-tight">Role</h2>
            <AppointForm key={role} personId={id} role={role} />
          </section>
        )}
        {maySuspend && (
          <section aria-label="Suspension" className={CARD}>
            <h2 className="font-semibold text-lg tracking-tight">Suspension</h2>
            <SuspendForm key={String(isSuspended)} personId={id} name={name} isSuspended={isSuspended} />
          </section>
        )}
        <section aria-label="Sessions" className={CARD}>
          <h2 className="font-semibold text-lg tracking-tight">Sessions</h2>
          <SignOutButton personId={id} />
        </section>
      </div>
    </>
  );
}

const AuditLink = ({ href, children }: { href: string; children: string }) => (
  <Link href={href} prefetch={false} className="inline-flex min-h-12 items-center underline underline-offset-2">
    {children}
  </Link>
);
