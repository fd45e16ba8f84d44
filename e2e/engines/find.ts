import type { Tab } from './driver';

/** A control or a text, as a person would name it. `under`: the name of the region or dialog in which it is. */
export type Named = { role: Role; name: string; under?: string };

const ROLES = {
  button: 'button, [role=button]',
  dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
  heading: 'h1, h2, h3, h4',
  link: 'a[href]',
  progressbar: 'progress, [role=progressbar]',
  region: 'section, [role=region]',
  slider: 'input[type=range], [role=slider]',
  /** A line of words: its name is what it says. */
  text: 'p, li, dd, span',
  textbox: 'input:not([type]), input[type=text], textarea, [role=textbox]',
  timer: '[role=timer]',
};

type Role = keyof typeof ROLES;

export type Found = {
  text: string;
  value: string;
  description: string;
  isDisabled: boolean;
  /** Its middle in the viewport (CSS px), scrolled into view; null while something covers it. */
  at: { x: number; y: number } | null;
};

/**
 * What is seen by that role and name: the first whose name is it, whole, or begins with it where it ends in `…`; null when there
 * is none.
 */
export const find = (tab: Tab, { role, name, under }: Named): Promise<Found | null> =>
  tab.run(inPage, ROLES[role], name, under ?? null, `${ROLES.region}, ${ROLES.dialog}`);

/** Runs in the page, so it stands alone. */
function inPage(selector: string, wanted: string, under: string | null, places: string): Found | null {
  const clean = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
  const textOf = (ids: string | null) =>
    clean(
      (ids ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
  const nameOf = (element: Element) =>
    textOf(element.getAttribute('aria-labelledby')) ||
    clean(element.getAttribute('aria-label')) ||
    (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
      ? clean([...(element.labels ?? [])].map((label) => label.textContent).join(' '))
      : clean(element.textContent));
  const isNamed = (element: Element, name: string) =>
    element.checkVisibility() &&
    (name.endsWith('…') ? nameOf(element).startsWith(name.slice(0, -1)) : nameOf(element) === name);

  const roots =
    under === null ? [document] : [...document.querySelectorAll(places)].filter((one) => isNamed(one, under));
  const element = roots.flatMap((root) => [...root.querySelectorAll(selector)]).find((one) => isNamed(one, wanted));
  if (!element) return null;
  element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const at = { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
  const hit = document.elementFromPoint(at.x, at.y);
  return {
    text: clean(element.textContent),
    value: element.getAttribute('aria-valuetext') ?? ('value' in element ? String(element.value) : ''),
    description: textOf(element.getAttribute('aria-describedby')),
    isDisabled: element.getAttribute('aria-disabled') === 'true' || element.matches(':disabled'),
    at: hit !== null && element.contains(hit) ? at : null,
  };
}
