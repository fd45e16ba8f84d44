import { RotateCcw } from 'lucide-react';
import type { Ref } from 'react';
import { Button } from '@/components/ui/button';
import { Segments } from '@/components/ui/segments';
import { TextField } from '@/components/ui/text-field';
import { NAME_MAX_CHARS, TITLE_MAX_CHARS } from '@/lib/domain/limits';
import type { PublishForm } from './use-publish-form';

type FieldsProps = {
  isSeed: boolean;
  isEnabled: boolean;
  titleError: string | null;
  titleRef: Ref<HTMLInputElement>;
  publishForm: PublishForm;
};

export function PublishFields({ isSeed, isEnabled, titleError, titleRef, publishForm }: FieldsProps) {
  const { form, setTitle, setName, setVisibility } = publishForm;
  return (
    <fieldset disabled={!isEnabled} className="flex flex-col gap-1">
      {isSeed && (
        <TextField
          ref={titleRef}
          label="Title"
          required
          maxLength={TITLE_MAX_CHARS}
          autoComplete="off"
          enterKeyHint="next"
          value={form.title}
          onChange={(event) => setTitle(event.target.value)}
          error={titleError}
        />
      )}
      <TextField
        label="Your name"
        maxLength={NAME_MAX_CHARS}
        autoComplete="nickname"
        placeholder="Guest"
        value={form.name}
        onChange={(event) => setName(event.target.value)}
      />
      {isSeed && (
        <Segments
          label="Heard by"
          options={VISIBILITIES}
          value={form.visibility}
          onChange={(visibility) => setVisibility(visibility)}
        />
      )}
    </fieldset>
  );
}

type ButtonsProps = { canPublish: boolean; onRetake(): void };

const VISIBILITIES = [
  { value: 'public', label: 'Everybody', hint: 'It is on the front page, and everybody can answer it.' },
  { value: 'unlisted', label: 'By link', hint: 'Only people with the link can find it.' },
  { value: 'private', label: 'Private', hint: 'Only you, and whom you invite.' },
] as const;

/** Under the thumb: once more, or out into the world. */
export function PublishButtons({ canPublish, onRetake }: ButtonsProps) {
  return (
    <div className="flex gap-3">
      <Button variant={canPublish ? 'quiet' : 'primary'} className="min-h-14 flex-1" onClick={onRetake}>
        <RotateCcw aria-hidden size={18} />
        Retake
      </Button>
      {canPublish && (
        <Button type="submit" className="min-h-14 flex-[2]">
          Publish
        </Button>
      )}
    </div>
  );
}
