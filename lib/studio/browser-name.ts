/** Family, and the pattern of its major version; whoever names others too comes first. */
const FAMILIES: readonly (readonly [string, RegExp])[] = [
  ['Edge', /\bEdg(?:A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chromium', /\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[.\d]* (?:Mobile\/\w+ )?Safari/],
  ['WebKit', /\bAppleWebKit\/(\d+)/],
];

/** Family and major version of a browser by its user agent, as "Chromium 156"; "unknown" when it does not say. */
export function browserName(userAgent: string): string {
  for (const [family, pattern] of FAMILIES) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${family} ${version}`;
  }
  return 'unknown';
}
