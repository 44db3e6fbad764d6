import { type RefObject, useEffect, useState } from "react";

const MARGIN = "240px 0px";
const LEAVE_AFTER_MS = 5_000;

/** Whether the element is on the screen or close to it; leaving counts only after a while. */
export function useInView(element: RefObject<Element | null>): boolean {
  const [inView, setInView] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    let leaving: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        clearTimeout(leaving);
        if (entry?.isIntersecting) setInView(true);
        else leaving = setTimeout(() => setInView(false), LEAVE_AFTER_MS);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element.current);
    return () => {
      clearTimeout(leaving);
      observer.disconnect();
    };
  }, [element]);
  return inView;
}
