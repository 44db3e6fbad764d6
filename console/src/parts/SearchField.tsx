import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useHotkeys } from "./hotkeys";
import styles from "./SearchField.module.css";

const SEARCH_AFTER_MS = 250;

interface SearchFieldProps {
  /** What is searched for, as the address has it. */
  q: string;
  onChange: (q: string) => void;
  /** What can be searched for. */
  label: string;
  testId?: string;
}

/** Searches once the writer rests, with whole words only: not with what an input method still composes. */
export function SearchField({ q, onChange, label, testId }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [isComposing, setComposing] = useState(false);
  const [sent, setSent] = useState(q);
  const [known, setKnown] = useState(q);
  // Not every change of the address is an answer to what is written here: a button may have cleared it.
  if (q !== known) {
    setKnown(q);
    if (q !== sent) {
      setSent(q);
      setText(q);
    }
  }
  const send = useEffectEvent(() => {
    const next = text.trim();
    if (next === q) return;
    setSent(next);
    onChange(next);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rests begin anew with every letter.
  useEffect(() => {
    if (isComposing) return;
    const timer = setTimeout(send, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, isComposing]);
  useHotkeys({ "/": () => field.current?.focus() });
  return (
    <span className={styles.search}>
      <Search size={15} aria-hidden="true" />
      <input
        ref={field}
        type="search"
        value={text}
        maxLength={100}
        aria-label={label}
        placeholder={label}
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        data-testid={testId}
      />
      <kbd className={styles.key}>/</kbd>
    </span>
  );
}
