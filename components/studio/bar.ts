/** The strip under the thumb: on a phone it stays at the lower edge while the form scrolls behind it. */
export const BAR =
  'sticky bottom-0 z-10 -mx-4 flex flex-col gap-3 border-line border-t bg-bg px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] sm:static sm:mx-0 sm:border-0 sm:px-0';
