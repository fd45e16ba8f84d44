export function Footer() {
  return (
    <footer className="mx-auto w-full max-w-6xl px-4 pb-8 text-muted text-xs lg:px-8">
      <p>
        The voices of the demo story read <cite>Sense and Sensibility</cite> for{' '}
        <a href="https://librivox.org" className="underline underline-offset-2 hover:text-ink">
          LibriVox
        </a>
        . Their reading is in the public domain. Takes are mixed by{' '}
        <a href="https://github.com/ffmpegwasm/ffmpeg.wasm" className="underline underline-offset-2 hover:text-ink">
          ffmpeg.wasm
        </a>{' '}
        (its core: GPL).
      </p>
    </footer>
  );
}
