/** First in the tab order: leads past the header to the element `main`. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-4 z-50 -translate-y-20 rounded-full bg-ink px-5 py-3 font-semibold text-bg focus:translate-y-0"
    >
      Skip to the content
    </a>
  );
}
