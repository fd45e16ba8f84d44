/**
 * The middle of a picture as a square of so many pixels, made on the device: what is sent is small, and says nothing of where
 * it was taken. A file that the browser cannot read goes as it is, and the server says so.
 */
export async function smallPicture(file: File, size: number): Promise<File> {
  const whole = await createImageBitmap(file).catch(() => null);
  if (!whole) return file;
  try {
    const side = Math.min(whole.width, whole.height);
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
    const paper = canvas.getContext('2d');
    if (!paper) return file;
    const [left, top] = [(whole.width - side) / 2, (whole.height - side) / 2];
    paper.fillStyle = 'white';
    paper.fillRect(0, 0, size, size);
    paper.drawImage(whole, left, top, side, side, 0, 0, size, size);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
    return blob ? new File([blob], 'picture.jpg', { type: blob.type }) : file;
  } finally {
    whole.close();
  }
}
