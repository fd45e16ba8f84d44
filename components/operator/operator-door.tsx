'use client';

import { useActionState } from 'react';
import { Mark } from '@/components/shell/mark';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { enterAsOperator } from '@/lib/actions/operator';
import { errorSentence } from '@/lib/domain/error-sentences';

/** Asks for the key of this place. */
export function OperatorDoor() {
  const [fault, enter, isBusy] = useActionState(enterAsOperator, null);
  return (
    <form action={enter} className="flex max-w-[30rem] flex-col items-start gap-4 py-16 lg:py-28">
      <Mark className="h-12 w-16" />
      <h1 className="mt-4 font-semibold text-xl tracking-tight">For whoever runs this place</h1>
      <TextField
        label="Key"
        name="key"
        type="password"
        autoComplete="current-password"
        required
        hint="The README says where it is."
        error={fault && errorSentence(fault)}
        className="w-full"
      />
      <Button type="submit" busy={isBusy}>
        Open
      </Button>
    </form>
  );
}
