/** Zoom and shift that show a picture of `content` size whole, centred in a window, at no more than `most`. */
export function fitTransform(
  content: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
  most = 1.4,
): { k: number; x: number; y: number } {
  if (content.width <= 0 || content.height <= 0 || view.width <= 0 || view.height <= 0)
    return { k: 1, x: 0, y: 0 };
  const k = Math.min(most, view.width / content.width, view.height / content.height);
  return { k, x: (view.width - content.width * k) / 2, y: (view.height - content.height * k) / 2 };
}

/** Is the point, in the picture's units, inside the window by at least `inset` px? */
export function isVisible(
  point: { readonly x: number; readonly y: number },
  transform: { readonly k: number; readonly x: number; readonly y: number },
  view: { readonly width: number; readonly height: number },
  inset = 24,
): boolean {
  const x = point.x * transform.k + transform.x;
  const y = point.y * transform.k + transform.y;
  return x >= inset && y >= inset && x <= view.width - inset && y <= view.height - inset;
}
