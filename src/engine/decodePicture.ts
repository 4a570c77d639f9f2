import type { Picture } from '../core/calibration/Dataset.ts';

/** Decodes a compressed image with the browser's own decoders. Throws where it cannot, naming the file. */
export async function decodePicture(name: string, bytes: Uint8Array): Promise<Picture> {
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') {
    throw new Error(`"${name}" cannot be decoded here; give decoded pictures instead.`);
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  } catch {
    throw new Error(`"${name}" is not an image that this browser can decode; convert it to PNG or JPEG.`);
  }
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error(`"${name}" could not be drawn: this browser gave no 2D canvas.`);
    context.drawImage(bitmap, 0, 0);
    return { name, width, height, rgba: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
}
