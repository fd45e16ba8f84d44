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

/** Everybody answers any take there is, the later ones a little more often: a million of them reach a depth of about 35. */
export const randomTree = (size: number, likesOf: (n: number) => number, random: () => number): Shape =>
  shape(size, (n) => Math.floor(n * random() ** 0.9), likesOf);

const nobody = () => 0;

export const chain = (size: number): Shape => shape(size, (n) => n - 1, nobody);

/** Everybody answers the seed. */
export const star = (size: number, likesOf: (n: number) => number): Shape => shape(size, () => 0, likesOf);

/** A path so deep, and one more answer to each of its takes: the younger of the two, or the older, which a fork prefers. */
export const comb = (depth: number, { ofYounger = false } = {}): Shape => {
  const parentOf = (n: number) => (ofYounger ? n - (n % 2 ? 1 : 2) : n - (n % 2 ? 2 : 3));
  return shape(2 * depth + 1, (n) => Math.max(0, parentOf(n)), nobody);
};

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

/** Of a take: which has the most of it, the youngest of equals. */
export function most(of: Int32Array): number {
  let found = 0;
  for (let n = 1; n < of.length; n++) if (of[n]! >= of[found]!) found = n;
  return found;
}

/** The take so many above this one. */
export function above({ parent }: Shape, n: number, steps: number): number {
  let at = n;
  for (let step = 0; step < steps; step++) at = parent[at]!;
  return at;
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
