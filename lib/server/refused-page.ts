import 'server-only';

/** A page of one sentence in the look of the others, for whoever is not let through to any: it asks for nothing else, and costs nothing. */
export const refusedPage = (sentence: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Tap Story</title>
<style>
  :root { color-scheme: dark light; --bg: oklch(0.17 0.01 60); --ink: oklch(0.96 0.008 80); --muted: oklch(0.72 0.012 70);
    --signal: oklch(0.68 0.2 35); }
  @media (prefers-color-scheme: light) { :root { --bg: oklch(0.97 0.01 85); --ink: oklch(0.22 0.012 60);
    --muted: oklch(0.47 0.014 60); --signal: oklch(0.57 0.21 33); } }
  body { margin: 0; background: var(--bg); color: var(--ink); font: 1rem/1.5 "Inter Variable", system-ui, sans-serif; }
  main { display: flex; flex-direction: column; align-items: flex-start; gap: 1rem; max-width: 30rem;
    padding: clamp(4rem, 18vh, 8rem) clamp(1rem, 6vw, 6rem); }
  svg { width: 4rem; height: 3rem; }
  h1 { margin: 1rem 0 0; font-size: 1.5rem; line-height: 1.2; letter-spacing: -0.02em; }
  p { margin: 0; color: var(--muted); }
  a { display: inline-flex; min-height: 3rem; align-items: center; margin-top: 0.5rem; padding: 0 1.25rem; border-radius: 9999px;
    background: var(--ink); color: var(--bg); font-weight: 600; text-decoration: none; }
  a:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
</style>
<main>
  <svg aria-hidden="true" viewBox="0 0 32 24" fill="none" stroke-width="2.5">
    <g stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"><circle cx="7.5" cy="8" r="5"/><circle
    cx="20.5" cy="8" r="5"/><path d="M7.5 13h13l6 6"/></g><circle cx="27.5" cy="20" r="3" fill="var(--signal)"/>
  </svg>
  <h1>A short rest.</h1>
  <p>${sentence}</p>
  <a href="">Try again</a>
</main>
</html>
`;
