import { useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { rememberName } from '@/components/studio/remembered-name';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { rename } from '@/lib/actions/account';
import { NAME_MAX_CHARS } from '@/lib/domain/limits';
import { asked, faultSentence } from './asked';
import { refreshMe } from './use-me';

/** What one is called, on every take; the studio remembers it too. */
export function NameForm({ name, onChanged }: { name: string; onChanged(): void }) {
  const [typed, setTyped] = useState(name);
  const work = useWork();
  return (
    <form
      className="flex items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        work.run(async () => {
          await asked(rename({ name: typed }));
          rememberName(typed);
          await refreshMe();
          onChanged();
        });
      }}
    >
      <TextField
        label="Your name"
        className="min-w-0 flex-1"
        autoComplete="nickname"
        maxLength={NAME_MAX_CHARS}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={work.fault && faultSentence(work.fault)}
      />
      <Button type="submit" variant="secondary" className="mt-6" busy={work.isBusy} disabled={typed === name}>
        Save
      </Button>
    </form>
  );
}
