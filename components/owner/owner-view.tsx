import { ChevronLeft } from 'lucide-react';
import { Link } from '@/components/ui/link';
import type { OwnedStory } from '@/lib/domain/owned-story';
import { CloseStory } from './close-story';
import { CoverField } from './cover-field';
import { DeletedStory, DeleteStory } from './delete-story';
import { HandOver } from './hand-over';
import { InvitationList } from './invitation-list';
import { InviteForm } from './invite-form';
import { MemberList } from './member-list';
import { Section } from './section';
import { StorySettings } from './story-settings';
import { WaitingList } from './waiting-list';

type Props = OwnedStory & { isMailOn: boolean };

/** Everything that is its owner's to say of a story. */
export function OwnerView({ story, members, invitations, waiting, heirs, handedTo, isMailOn }: Props) {
  const { id: storyId, title, coverId, isClosed, goneAt, takeCount, voiceCount, ...settings } = story;
  if (goneAt) return <DeletedStory storyId={storyId} title={title} goneAt={goneAt} />;
  return (
    <>
      <div>
        <Link
          href={`/s/${storyId}`}
          className="-ml-2 inline-flex min-h-12 items-center gap-1 rounded-xl pr-3 text-muted text-sm hover:text-ink"
        >
          <ChevronLeft aria-hidden size={20} />
          To the story
        </Link>
        <h1 dir="auto" className="text-start font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">
          {title}
        </h1>
      </div>
      {waiting.length > 0 && (
        <Section title="Waits for you" hint="Nobody else hears these yet." anchor="waiting">
          <WaitingList storyId={storyId} waiting={waiting} />
        </Section>
      )}
      <Section title="The story">
        <CoverField storyId={storyId} coverId={coverId} />
        <StorySettings storyId={storyId} settings={{ title, ...settings }} />
      </Section>
      <Section
        title="Invite"
        hint="Whoever comes in by an invitation hears the story and answers it, however it is kept."
      >
        <InviteForm storyId={storyId} title={title} isMailOn={isMailOn} />
        {invitations.length > 0 && <InvitationList storyId={storyId} invitations={invitations} />}
        {members.length > 0 && <MemberList storyId={storyId} members={members} />}
      </Section>
      <Section title={isClosed ? 'The story is closed' : 'Close'}>
        <CloseStory storyId={storyId} isClosed={isClosed} />
      </Section>
      <Section title="Hand over">
        <HandOver storyId={storyId} heirs={heirs} handedTo={handedTo} />
      </Section>
      <Section title="Delete">
        <DeleteStory storyId={storyId} title={title} takeCount={takeCount} voiceCount={voiceCount} />
      </Section>
    </>
  );
}
