import { Ban, Check, EyeOff, TriangleAlert } from "lucide-react";
import type { Answer } from "../api/inspections";

const ICONS = { ok: Check, problem: TriangleAlert, unseen: EyeOff, absent: Ban };

export function AnswerIcon({ answer, className = "" }: { answer: Answer; className?: string | undefined }) {
  const Icon = ICONS[answer];
  return <Icon className={className} size={16} strokeWidth={2.25} aria-hidden="true" />;
}
