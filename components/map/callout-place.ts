/** Between the station and its callout (px): above it there is room for its name. */
const ABOVE_PX = 44;
const BELOW_PX = 26;
/** Between the callout and the edges of the screen (px). */
const EDGE_PX = 12;
/** The stem stays clear of the round corners (px). */
const CORNER_PX = 24;

type Anchor = { x: number; y: number; map: DOMRect };

const clamp = (value: number, from: number, to: number) => Math.max(from, Math.min(to, value));

/** Puts a callout above a station, or below it where there is no room. False when the station is out of sight: then it points there. */
export function placeCallout(card: HTMLElement, { x, y, map }: Anchor): boolean {
  const { offsetWidth: width, offsetHeight: height } = card;
  const atX = clamp(x, map.left, map.right);
  const atY = clamp(y, map.top, map.bottom);
  const left = clamp(atX - width / 2, EDGE_PX, window.innerWidth - width - EDGE_PX);
  const isAbove = atY - ABOVE_PX - height >= EDGE_PX;
  const top = isAbove ? atY - ABOVE_PX - height : Math.min(atY + BELOW_PX, window.innerHeight - height - EDGE_PX);
  card.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
  card.style.setProperty('--stem-x', `${Math.round(clamp(atX - left, CORNER_PX, width - CORNER_PX))}px`);
  card.dataset.side = isAbove ? 'above' : 'below';
  return atX === x && atY === y;
}
