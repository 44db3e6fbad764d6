export interface Size {
  width: number;
  height: number;
}

export interface Rect extends Size {
  x: number;
  y: number;
}

/** Where `object-fit: contain` puts a picture of size `source` in a box of size `box`. */
export function contain(source: Size, box: Size): Rect {
  if (source.width <= 0 || source.height <= 0) return { x: 0, y: 0, width: 0, height: 0 };
  const scale = Math.min(box.width / source.width, box.height / source.height);
  const width = source.width * scale;
  const height = source.height * scale;
  return { x: (box.width - width) / 2, y: (box.height - height) / 2, width, height };
}

/** A box in [0, 1] of the picture as pixels on the screen; parts outside the picture are cut off. */
export function place(xyxy: readonly [number, number, number, number], picture: Rect): Rect {
  const [left, top, right, bottom] = xyxy.map((value) => Math.min(1, Math.max(0, value))) as [
    number,
    number,
    number,
    number,
  ];
  return {
    x: picture.x + left * picture.width,
    y: picture.y + top * picture.height,
    width: Math.max(0, right - left) * picture.width,
    height: Math.max(0, bottom - top) * picture.height,
  };
}
