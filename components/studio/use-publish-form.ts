import { useState } from 'react';
import type { Visibility } from '@/lib/domain/schemas';
import type { Form } from '@/lib/studio/ports';
import { recalledName } from './remembered-name';

export type PublishForm = {
  form: Form;
  setTitle(title: string): void;
  setName(name: string): void;
  setVisibility(visibility: Visibility): void;
};

/**
 * What is typed stays as long as the studio is open: a retake is another take of the same story. `left` is what an earlier
 * visit had typed; `onChange` hears of every change.
 */
export function usePublishForm(
  actorName: string | null,
  left: Form | null,
  onChange: (form: Form) => void,
): PublishForm {
  const [form, setForm] = useState<Form>(() => ({
    title: left?.title ?? '',
    name: left?.name || recalledName(actorName),
    visibility: left?.visibility ?? 'public',
  }));
  const change = (part: Partial<Form>) => {
    const next = { ...form, ...part };
    setForm(next);
    onChange(next);
  };
  return {
    form,
    setTitle: (title) => change({ title }),
    setName: (name) => change({ name }),
    setVisibility: (visibility) => change({ visibility }),
  };
}
