'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { voiceStyle } from '@/components/ui/voice';
import { useSending } from './use-sending';

type Person = { id: string; name: string };

/** Whom one has blocked, on one's account page; nothing where that is nobody. */
export function BlocksSection({ people }: { people: readonly Person[] }) {
  const [released, setReleased] = useState<readonly string[]>([]);
  const blocked = people.filter(({ id }) => !released.includes(id));
  if (people.length === 0) return null;
  return (
    <Section title="Blocked people">
      <p className="text-muted text-sm" role="status">
        {blocked.length === 0
          ? 'You have blocked nobody any more.'
          : 'They cannot answer or like what you record, nor record in your stories.'}
      </p>
      <ul className="flex flex-col divide-y divide-line">
        {blocked.map((person) => (
          <Blocked key={person.id} person={person} onReleased={() => setReleased((ids) => [...ids, person.id])} />
        ))}
      </ul>
    </Section>
  );
}

function Blocked({ person: { id, name }, onReleased }: { person: Person; onReleased(): void }) {
  const { isBusy, fault, send } = useSending(onReleased);
  return (
    <li className="voice flex flex-col gap-2 py-2" style={voiceStyle(id)}>
      <div className="flex items-center justify-between gap-3">
        <bdi className="min-w-0 truncate font-medium text-voice-ink">{name}</bdi>
        <Button
          variant="quiet"
          aria-label={`Unblock ${name}`}
          busy={isBusy}
          onClick={() => void send('PUT', `/api/v1/people/${id}/block`, { isBlocked: false })}
        >
          Unblock
        </Button>
      </div>
      {fault && <Notice kind="error">{fault}</Notice>}
    </li>
  );
}
