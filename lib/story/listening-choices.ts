/** How somebody likes to listen, remembered on this device. */
export type ListeningChoices = {
  rate: Rate;
  skipsSilence: boolean;
  /** Whether single letters do something; Space and arrows always do. */
  hasLetterKeys: boolean;
};

export const RATES = [0.75, 1, 1.25, 1.5, 2] as const;
export type Rate = (typeof RATES)[number];

const KEY = 'tap-story.listening';
/** Until the device has been asked. */
export const AS_IT_IS: ListeningChoices = { rate: 1, skipsSilence: false, hasLetterKeys: true };

export function recalledChoices(): ListeningChoices {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return AS_IT_IS;
    const value = (name: keyof ListeningChoices): unknown => Reflect.get(kept, name);
    return {
      rate: RATES.find((rate) => rate === value('rate')) ?? AS_IT_IS.rate,
      skipsSilence: value('skipsSilence') === true,
      hasLetterKeys: value('hasLetterKeys') !== false,
    };
  } catch {
    // A browser that keeps nothing for this site, or something else under that name: as it is.
    return AS_IT_IS;
  }
}

export function rememberChoices(choices: ListeningChoices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // As above: it holds for this page.
  }
}
