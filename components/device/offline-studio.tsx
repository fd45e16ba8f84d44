import { Studio } from '@/components/studio/studio';
import { StudioHere } from '@/components/studio/studio-here';
import { answerKind, id } from '@/lib/domain/schemas';

/** Who is acting is the server's to say; the device remembers the name. */
const NOBODY = { actorName: null, actorId: null };

/** The studio, for what the address asks for. */
export function OfflineStudio({ asked }: { asked: URLSearchParams }) {
  const draftId = id.safeParse(asked.get('draft'));
  if (draftId.success) return <StudioHere wanted={{ draftId: draftId.data }} {...NOBODY} />;
  const storyId = id.safeParse(asked.get('story'));
  const parentId = id.safeParse(asked.get('parent'));
  if (!storyId.success || !parentId.success) return <Studio opened={{ answer: null }} {...NOBODY} />;
  const kind = answerKind.safeParse(asked.get('answer'));
  const wanted = { storyId: storyId.data, parentId: parentId.data, kind: kind.success ? kind.data : null };
  return <StudioHere wanted={wanted} {...NOBODY} />;
}
