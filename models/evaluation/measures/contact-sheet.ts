import sharp from 'sharp';

/** Writes pictures, uint8 planes [3, H, W] of one size, as rows and columns of a file: PNG, or JPEG if it ends in .jpg. */
export async function writeContactSheet(
  file: string,
  rows: readonly (readonly Uint8Array[])[],
  size: { width: number; height: number },
): Promise<void> {
  const { width, height } = size;
  const columns = Math.max(...rows.map((row) => row.length));
  const sheetWidth = columns * width;
  const sheet = Buffer.alloc(sheetWidth * rows.length * height * 3);
  rows.forEach((row, r) => {
    row.forEach((picture, c) => {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = ((r * height + y) * sheetWidth + c * width + x) * 3;
          for (let channel = 0; channel < 3; channel++) {
            sheet[at + channel] = picture[(channel * height + y) * width + x];
          }
        }
      }
    });
  });
  const image = sharp(sheet, { raw: { width: sheetWidth, height: rows.length * height, channels: 3 } });
  const encoded = file.endsWith('.jpg')
    ? image.jpeg({ quality: 75, mozjpeg: true })
    : image.png({ compressionLevel: 9, adaptiveFiltering: true });
  await encoded.toFile(file);
}
