/** Named, so that a phone hands over a JPEG instead of its own format. */
export const PHOTO_TYPES = "image/jpeg,image/png,image/webp";

/** As much as anybody looks at; a phone's camera shows more, and its owner may pay for every byte. */
const LONGEST_SIDE = 2048;
const QUALITY = 0.9;

/** The picture in base64, made smaller. */
export async function photoText(file: File): Promise<string> {
  const url = await dataUrl(await smaller(file));
  return url.slice(url.indexOf(",") + 1);
}

/** The picture made smaller where this browser can; as it is where it cannot. */
export function smaller(file: File): Promise<Blob> {
  return shrink(file).catch(() => file);
}

async function shrink(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = LONGEST_SIDE / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject() : resolve(blob)), "image/jpeg", QUALITY);
  });
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
