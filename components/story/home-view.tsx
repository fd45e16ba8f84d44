import { UnfinishedNotice } from '@/components/device/unfinished-notice';
import { Footer } from '@/components/shell/footer';
import { TopBar } from '@/components/shell/top-bar';
import type { StoryCard } from '@/lib/domain/schemas';
import { NewStoryLink } from './new-story-link';
import { StoryList } from './story-list';

type Props = { stories: readonly StoryCard[]; nextCursor: string | null };

export function HomeView({ stories, nextCursor }: Props) {
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 outline-none lg:px-8">
        <div className="flex flex-col gap-2 pt-4 pb-6 lg:pt-12 lg:pb-10">
          <h1
            tabIndex={-1}
            className="outline-none font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]"
          >
            Growing now
          </h1>
          <p className="max-w-96 text-muted lg:max-w-none">
            Stories told aloud, one voice after another. Listen, then answer.
          </p>
        </div>
        <StoryList stories={stories} nextCursor={nextCursor} now={Date.now()} />
      </main>
      <div className="mt-12">
        <Footer />
      </div>
      <NewStoryLink>
        <UnfinishedNotice />
      </NewStoryLink>
    </div>
  );
}
