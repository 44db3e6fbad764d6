import { ChevronRight, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import styles from "./WaitLink.module.css";

/** A strip above a page that says what waits, and leads there. isStep: J and K stop at it. */
export function WaitLink({
  icon: Icon,
  to,
  testId,
  isStep = false,
  children,
}: {
  icon: LucideIcon;
  to: string;
  testId: string;
  isStep?: boolean;
  children: ReactNode;
}) {
  return (
    <Link className={styles.strip} to={to} data-step={isStep ? "" : undefined} data-testid={testId}>
      <Icon size={18} aria-hidden="true" />
      {children}
      <ChevronRight className={styles.go} size={18} aria-hidden="true" />
    </Link>
  );
}
