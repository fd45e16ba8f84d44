/** Where the focus goes when the control that had it is gone: to the page's heading, which has to be focusable. */
export const focusHeading = (): void =>
  document.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true });
