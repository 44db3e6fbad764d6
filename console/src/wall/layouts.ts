/** How many pictures a page of the wall shows at once. */
export const LAYOUTS = [1, 4, 9, 16] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The key that chooses each layout: its first digit, but the last one for sixteen. */
export const LAYOUT_KEYS: Readonly<Record<Layout, string>> = { 1: "1", 4: "4", 9: "9", 16: "6" };

/** One column shows no more at once; longer pages would only hide how much there is. */
const MOST_NARROW = 4;

export function layoutOf(text: string | null): Layout | null {
  return LAYOUTS.find((layout) => String(layout) === text) ?? null;
}

/** What to show when nobody has chosen: as many as there are, nine at most. */
export function fittingLayout(count: number): Layout {
  return LAYOUTS.find((layout) => layout >= count && layout <= 9) ?? 9;
}

/** How many pictures a page holds: the layout's, unless the screen is a phone's. */
export function perPage(layout: Layout, narrow: boolean): number {
  return narrow ? Math.min(layout, MOST_NARROW) : layout;
}

/** Pictures side by side: no more than it takes to show `count` on one page. */
export function sideOf(layout: Layout, count: number): number {
  return Math.min(Math.sqrt(layout), Math.max(1, Math.ceil(Math.sqrt(count))));
}

/** The items in pages of `size`; one empty page when there are none. */
export function pagesOf<T>(items: readonly T[], size: number): T[][] {
  const pages = Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
  return pages.length > 0 ? pages : [[]];
}

/** A page's index from the address, which counts from 1; the nearest there is. */
export function pageIndex(text: string | null, pages: number): number {
  const page = Number(text ?? 1);
  return Number.isInteger(page) ? Math.min(Math.max(page, 1), pages) - 1 : 0;
}
