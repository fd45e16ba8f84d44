import type { StoryList } from '@/lib/domain/schemas';

type ListWords = {
  list: StoryList;
  /** On its tab, and above it. */
  tab: string;
  heading: string;
  /** What an empty one says to somebody who has a name here; `first` to whoever has none. */
  empty: { said: string; hint: string; first?: string };
};

const QUIET = {
  said: 'It is quiet here.',
  hint: 'Say the first sentence of a story. Somebody will know how it goes on.',
};

/** The lists of the front page, in the order of their tabs. */
export const LISTS: readonly [ListWords, ...ListWords[]] = [
  { list: 'growing', tab: 'Growing', heading: 'Growing now', empty: QUIET },
  { list: 'newest', tab: 'Newest', heading: 'Newest', empty: QUIET },
  { list: 'loved', tab: 'Loved', heading: 'Most loved', empty: QUIET },
  {
    list: 'mine',
    tab: 'Mine',
    heading: 'Your stories',
    empty: {
      said: 'You have not started a story yet.',
      first: 'Your stories will stand here.',
      hint: 'Say the first sentence of one. You need no account, only a voice.',
    },
  },
  {
    list: 'joined',
    tab: 'Joined',
    heading: 'Stories you joined',
    empty: {
      said: 'You have not answered anyone yet.',
      first: 'Stories that you answer will stand here.',
      hint: 'Open one that is growing, listen, then tap Duet or Continue.',
    },
  },
];

export const wordsOf = (list: StoryList): ListWords => LISTS.find((words) => words.list === list) ?? LISTS[0];

export type Shown = {
  list: StoryList;
  /** What is looked for in it; '' for all. */
  q: string;
};

/** The address of a list; `cursor` leads to a later page of it. */
export const listHref = (shown: Shown, cursor?: string): string => `/${queryOf(shown, cursor)}`;

/** The same page from the API. */
export const listPath = (shown: Shown, cursor: string): string => `/api/v1/stories${queryOf(shown, cursor)}`;

function queryOf({ list, q }: Shown, cursor = ''): string {
  const said = { list: list === 'growing' ? '' : list, q, cursor };
  const query = new URLSearchParams(Object.entries(said).filter(([, value]) => value !== ''));
  return query.size === 0 ? '' : `?${query}`;
}
