'use client';

import { useState } from 'react';
import { Switch } from '@/components/studio/switch';
import { Button } from '@/components/ui/button';
import { ChoiceList } from '@/components/ui/choice-list';
import { Notice } from '@/components/ui/notice';
import { Segments } from '@/components/ui/segments';
import { TextArea } from '@/components/ui/text-area';
import { TextField } from '@/components/ui/text-field';
import { settleStory } from '@/lib/actions/story';
import { DESCRIPTION_MAX_CHARS, TITLE_MAX_CHARS } from '@/lib/domain/limits';
import type { StorySettings as Settings } from '@/lib/domain/owned-story';
import { LimitFields } from './limit-fields';
import { Section } from './section';
import { useDeed } from './use-deed';

const VISIBILITIES = [
  { value: 'public', label: 'Everybody', hint: 'It is on the front page.' },
  { value: 'unlisted', label: 'Whoever has the link', hint: 'Nobody finds it without.' },
  {
    value: 'private',
    label: 'Only you and whom you invite',
    hint: 'Other voices in it lose it, too, until you invite them.',
  },
] as const;
const RECORDERS = [
  { value: 'anyone', label: 'Whoever hears it' },
  { value: 'members', label: 'People with an account' },
  { value: 'invited', label: 'Only whom you invite' },
] as const;
const ANSWERS = [
  { value: 'duet', label: 'Duet', hint: 'An answer begins while the last voice is still heard.' },
  { value: 'continue', label: 'Continue', hint: 'An answer begins where the last voice ends.' },
] as const;

/** Everything that is settled of a story at once. */
export function StorySettings({ storyId, settings }: { storyId: string; settings: Settings }) {
  const [form, setForm] = useState(settings);
  const [isSaved, setSaved] = useState(false);
  const deed = useDeed();
  const set = (change: Partial<Settings>) => {
    setSaved(false);
    setForm((now) => ({ ...now, ...change }));
  };
  return (
    <form
      className="flex flex-col gap-10"
      onSubmit={(event) => {
        event.preventDefault();
        deed.do(
          () => settleStory({ storyId, ...form }),
          () => setSaved(true),
        );
      }}
    >
      <div className="flex flex-col gap-1">
        <TextField
          label="Title"
          required
          maxLength={TITLE_MAX_CHARS}
          value={form.title}
          onChange={(event) => set({ title: event.target.value })}
        />
        <TextArea
          label="What it is about"
          maxLength={DESCRIPTION_MAX_CHARS}
          placeholder="A few words for whoever opens it"
          value={form.description}
          onChange={(event) => set({ description: event.target.value })}
        />
      </div>
      <Section title="Who hears it">
        <ChoiceList
          legend="Heard by"
          name="visibility"
          options={VISIBILITIES}
          value={form.visibility}
          onChange={(visibility) => set({ visibility })}
        />
      </Section>
      <Section title="Who answers">
        <ChoiceList
          legend="Recorded by"
          name="who-records"
          options={RECORDERS}
          value={form.whoRecords}
          onChange={(whoRecords) => set({ whoRecords })}
        />
        <Switch
          label="Hear each take before others do"
          hint={form.approves ? 'What others record waits for you.' : 'What others record is heard at once.'}
          isOn={form.approves}
          onChange={(approves) => set({ approves })}
        />
        <Segments
          label="Offered first"
          options={ANSWERS}
          value={form.defaultAnswer}
          onChange={(defaultAnswer) => set({ defaultAnswer })}
        />
        <LimitFields limits={form} onChange={set} />
      </Section>
      <div className="flex flex-col gap-3">
        {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
        <div className="flex items-center gap-4">
          <Button type="submit" busy={deed.isBusy}>
            Save
          </Button>
          <p role="status" className="text-muted text-sm">
            {isSaved && 'Saved.'}
          </p>
        </div>
      </div>
    </form>
  );
}
