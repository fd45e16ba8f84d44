/** How long the browser gets to begin the download before its URL is taken back (ms). */
const KEPT_MS = 60_000;

/** Hands a file to the person as a download. */
export function offerFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
