import type { SvgFile } from './picture-svg.tsx';

/** Pixels for each unit of the canvas: sharp on the screens of today. */
const SCALE = 2;
/** What every browser of today draws: beyond one of these a picture comes out empty, without an error. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 100_000_000;

/** Why a picture of this size cannot be a PNG, as a sentence; null when it can. */
export function tooLargeForPng({ width, height }: Pick<SvgFile, 'width' | 'height'>): string | null {
  const [across, down] = [width * SCALE, height * SCALE];
  if (Math.max(across, down) <= MAX_SIDE && across * down <= MAX_PIXELS) return null;
  const size = `${across.toLocaleString('en')} × ${down.toLocaleString('en')} pixels`;
  return `This picture would have ${size}, too many for a PNG. Select a part of the workflow, or take the SVG.`;
}

/** The picture in pixels. Throws an `Error` whose message is a sentence when it is too large or cannot be drawn. */
export async function picturePng(file: SvgFile): Promise<Blob> {
  const refusal = tooLargeForPng(file);
  if (refusal) throw new Error(refusal);
  const url = URL.createObjectURL(new Blob([file.text], { type: 'image/svg+xml' }));
  try {
    const image = new Image(file.width, file.height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = file.width * SCALE;
    canvas.height = file.height * SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('The browser has no room for a picture of this size. Take the SVG instead.');
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}
