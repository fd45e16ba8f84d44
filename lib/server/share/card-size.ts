/** What every site shows in full (px). */
export const CARD = { width: 1200, height: 630 };
