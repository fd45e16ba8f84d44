import { useState } from 'react';
import { recalledName } from './remembered-name';

export type PublishForm = {
  title: string;
  setTitle(title: string): void;
  name: string;
  setName(name: string): void;
  isListed: boolean;
  setListed(isListed: boolean): void;
};

/** What is typed stays as long as the studio is open: a retake is another take of the same story. */
export function usePublishForm(actorName: string | null): PublishForm {
  const [title, setTitle] = useState('');
  const [name, setName] = useState(() => recalledName(actorName));
  const [isListed, setListed] = useState(true);
  return { title, setTitle, name, setName, isListed, setListed };
}
