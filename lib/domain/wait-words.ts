/** When something may be tried again, as a sentence behind another one; nothing where that is not known. */
export function againIn(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (seconds < 90) return ` You can try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return ` You can try again in ${minutes} minutes.`;
  return ` You can try again in ${Math.ceil(minutes / 60)} hours.`;
}
