/** Longest side of an example that was reduced, pixels: more is not shown. */
const longest = 768;
/** A smaller file is sent as it is, byte by byte: that is how a picture of the queue is recognised. */
const smallBytes = 700_000;

/**
 * A picture file as a data URL, reduced where it is large.
 * @throws DOMException for what the browser cannot read
 */
export async function reducedPicture(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file);
  try {
    return file.size <= smallBytes ? await asItIs(file) : reduced(bitmap);
  } finally {
    bitmap.close();
  }
}

const asItIs = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : "");
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    reader.readAsDataURL(file);
  });

function reduced(bitmap: ImageBitmap): string {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.92);
}
