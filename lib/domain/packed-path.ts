import type { PageTake } from './schemas';

/**
 * A path on its way to a page: authors once, waveforms as text, and nothing that the take before tells already. A third of the
 * size, so that a path of a thousand takes is a page like any other.
 */
export type PackedPath = {
  authors: (readonly [id: string, name: string])[];
  takes: Row[];
};

type Row = readonly [
  id: string,
  author: number,
  startMs: number,
  durationMs: number,
  likeCount: number,
  childCount: number,
  /** 1: the next take of this path. */
  bestChildId: string | null | 1,
  mixBytes: number,
  mixUrl: string,
  /** Base64. */
  peaks: string,
];

/** Seed first: every take answers the one before it. */
export function packPath(takes: readonly PageTake[]): PackedPath {
  const authors = new Map<string, number>();
  const names: [string, string][] = [];
  const authorOf = ({ id, name }: PageTake['author']): number => {
    // A person may have changed their name between two takes.
    const key = `${id} ${name}`;
    const known = authors.get(key);
    if (known !== undefined) return known;
    authors.set(key, names.length);
    return names.push([id, name]) - 1;
  };
  const rows = takes.map(
    (take, i): Row => [
      take.id,
      authorOf(take.author),
      take.startMs,
      take.durationMs,
      take.likeCount,
      take.childCount,
      take.bestChildId !== null && take.bestChildId === takes[i + 1]?.id ? 1 : take.bestChildId,
      take.mixBytes,
      take.mixUrl,
      btoa(String.fromCharCode(...take.peaks)),
    ],
  );
  return { authors: names, takes: rows };
}

export function unpackPath({ authors, takes }: PackedPath): PageTake[] {
  return takes.map(([id, author, startMs, durationMs, likeCount, childCount, best, mixBytes, mixUrl, peaks], i) => {
    const [authorId = '', name = ''] = authors[author] ?? [];
    return {
      id,
      parentId: takes[i - 1]?.[0] ?? null,
      startMs,
      durationMs,
      author: { id: authorId, name },
      likeCount,
      childCount,
      bestChildId: best === 1 ? (takes[i + 1]?.[0] ?? null) : best,
      mixBytes,
      mixUrl,
      peaks: Array.from(atob(peaks), (char) => char.charCodeAt(0)),
    };
  });
}
