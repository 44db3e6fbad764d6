import { TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import styles from "./CountLink.module.css";

interface CountLinkProps {
  label: string;
  count: number;
  /** Of how many, where that says more. */
  of?: number;
  /** How many of them are late or missing: those need somebody now. */
  late: number;
  to: string;
}

/** A number with its name, which leads to the rows behind it. */
export function CountLink({ label, count, of, late, to }: CountLinkProps) {
  return (
    <div className={styles.count}>
      <dt>{label}</dt>
      <dd>
        <Link className={late > 0 ? styles.late : ""} to={to}>
          {late > 0 && <TriangleAlert size={13} aria-hidden="true" />}
          {of === undefined ? count : `${count}/${of}`}
        </Link>
      </dd>
    </div>
  );
}
