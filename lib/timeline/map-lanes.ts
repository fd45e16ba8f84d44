/**
 * Which stretches of which lanes are taken. Time is cut into cells; lane 0 is the trunk, which no branch enters, lanes
 * below it count up, lanes above it count down. A lane is a bit, so that a search looks at 32 lanes at once.
 */
export type Lanes = {
  isFree(lane: number, fromCell: number, toCell: number): boolean;
  /** Both cells included. */
  take(lane: number, fromCell: number, toCell: number): void;
  /** The free lane nearest to `lane` and not it; rather away from the trunk, rather below it. */
  nearest(lane: number, fromCell: number, toCell: number): number;
};

/** `side[cell][word]`: 32 lanes in a cell of time. */
type Side = number[][];

export function createLanes(): Lanes {
  const below: Side = [];
  const above: Side = [];
  const sideOf = (lane: number) => (lane < 0 ? above : below);

  return {
    isFree(lane, fromCell, toCell) {
      const index = indexOf(lane);
      return (takenIn(sideOf(lane), index >>> 5, fromCell, toCell) & (1 << (index & 31))) === 0;
    },
    take(lane, fromCell, toCell) {
      const side = sideOf(lane);
      const index = indexOf(lane);
      const word = index >>> 5;
      for (let cell = fromCell; cell <= toCell; cell += 1) {
        const words = side[cell] ?? [];
        side[cell] = words;
        while (words.length <= word) words.push(0);
        words[word] = (words[word] ?? 0) | (1 << (index & 31));
      }
    },
    nearest(lane, fromCell, toCell) {
      if (lane === 0) {
        const down = outward(below, 1, fromCell, toCell);
        const up = outward(above, 1, fromCell, toCell);
        return down <= up ? down : -up;
      }
      const side = sideOf(lane);
      const index = indexOf(lane);
      const out = outward(side, index + 1, fromCell, toCell);
      const back = inward(side, index - 1, fromCell, toCell);
      const found = back > 0 && index - back + 1 < out - index ? back : out;
      return lane < 0 ? -found : found;
    },
  };
}

const indexOf = Math.abs;

/** Lanes of a word of which any cell is taken. */
function takenIn(side: Side, word: number, fromCell: number, toCell: number): number {
  let bits = 0;
  for (let cell = fromCell; cell <= toCell && bits !== -1; cell += 1) bits |= side[cell]?.[word] ?? 0;
  return bits;
}

function outward(side: Side, from: number, fromCell: number, toCell: number): number {
  let word = from >>> 5;
  let free = ~takenIn(side, word, fromCell, toCell) & (-1 << (from & 31));
  while (free === 0) {
    word += 1;
    free = ~takenIn(side, word, fromCell, toCell);
  }
  return word * 32 + 31 - Math.clz32(free & -free);
}

/** 0, the trunk, when there is none. */
function inward(side: Side, from: number, fromCell: number, toCell: number): number {
  for (let word = from >>> 5; word >= 0; word -= 1) {
    const mask = word === from >>> 5 ? (2 << (from & 31)) - 1 : -1;
    const free = ~takenIn(side, word, fromCell, toCell) & mask;
    if (free !== 0) return word * 32 + 31 - Math.clz32(free);
  }
  return 0;
}
