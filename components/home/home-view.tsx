import type { ReactNode } from 'react';
import { UnfinishedNotice } from '@/components/device/unfinished-notice';
import { Footer } from '@/components/shell/footer';
import { TopBar } from '@/components/shell/top-bar';
import { ListStatus } from './list-status';
import { ListTabs } from './list-tabs';
import { type Shown, wordsOf } from './lists';
import { NewStoryLink } from './new-story-link';
import { SearchField } from './search-field';

/** The front page around the list that is shown, `children`. */
export function HomeView({ shown, children }: { shown: Shown; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 outline-none lg:px-8">
        <div className="flex flex-col gap-4 pt-4 pb-2 lg:grid lg:grid-cols-[1fr_22rem] lg:items-end lg:gap-8 lg:pt-12 lg:pb-4">
          <div className="flex flex-col gap-2">
            <h1
              tabIndex={-1}
              className="font-semibold text-xl tracking-tight outline-none lg:text-2xl lg:tracking-[-0.03em]"
            >
              {wordsOf(shown.list).heading}
            </h1>
            <p className="max-w-96 text-muted lg:max-w-none">
              Stories told aloud, one voice after another. Listen, then answer.
            </p>
          </div>
          <SearchField shown={shown} />
        </div>
        <div className="pb-2 lg:pb-4">
          <ListTabs shown={shown} />
        </div>
        <ListStatus>{children}</ListStatus>
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
