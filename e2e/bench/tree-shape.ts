/** A tree as arrays: of take n its parent, its depth, its likes, the best of its answers (−1: none) and what its branch gathers. */
export type Shape = {
  size: number;
  parent: Int32Array;
  depth: Int32Array;
  likes: Int32Array;
  children: Int32Array;
  best: Int32Array;
  value: Int32Array;
};

/** Everybody answers any take with equal luck: a million of them reach a depth of about 35. */
export const randomTree = (size: number, likesOf: (n: number) => number, random: () => number): Shape =>
  shape(size, (n) => Math.floor(random() * n), likesOf);

export const chain = (size: number): Shape =>
  shape(
    size,
    (n) => n - 1,
    () => 0,
  );

function shape(size: number, parentOf: (n: number) => number, likesOf: (n: number) => number): Shape {
  const array = () => new Int32Array(size);
  const [parent, depth, likes, children, best, value] = [array(), array(), array(), array(), array().fill(-1), array()];
  parent[0] = -1;
  for (let n = 1; n < size; n++) {
    const above = parentOf(n);
    parent[n] = above;
    depth[n] = depth[above]! + 1;
    children[above]!++;
  }
  for (let n = size - 1; n >= 0; n--) {
    likes[n] = likesOf(n);
    const branch = best[n]!;
    value[n] = likes[n]! + (branch < 0 ? 0 : value[branch]!);
    const above = parent[n]!;
    // Later takes are younger: of equals the one that comes last here wins.
    if (above >= 0 && (best[above]! < 0 || value[n]! >= value[best[above]!]!)) best[above] = n;
  }
  return { size, parent, depth, likes, children, best, value };
}

export function deepest({ depth, size }: Shape): number {
  let found = 0;
  for (let n = 1; n < size; n++) if (depth[n]! > depth[found]!) found = n;
  return found;
}

/** The same luck on every run: numbers from 0 to 1 (mulberry32). */
export function luck(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
