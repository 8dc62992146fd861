import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { AuthRefused } from "@/api/auth";
import { ConnectionLost, Problem } from "@/api/problem";

const KNOWN = new Set([
  "csrf_failed",
  "email_password_mismatch",
  "enter_current_password",
  "incorrect_code",
  "incorrect_password",
  "invalid",
  "invalid_password_reset",
  "link_not_valid",
  "password_entirely_numeric",
  "password_too_common",
  "password_too_short",
  "required",
]);

/** What went wrong with signing in, as a sentence that says what to do. */
export function authMessage(error: unknown, t: TFunction<"secondFactor">): string | null {
  if (!error) return null;
  if (error instanceof ConnectionLost || error instanceof Problem) return error.message;
  // The person closed the browser's own window for passkeys, or let it run out.
  if (error instanceof DOMException)
    return t(error.name === "InvalidStateError" ? "error.passkeyKnown" : "error.passkeyDeclined");
  if (!(error instanceof AuthRefused)) return t("common:error.unexpected");
  if (error.status === 429) {
    return t("error.wait", { minutes: Math.max(1, Math.ceil((error.retryAfterSeconds ?? 360) / 60)) });
  }
  return t(KNOWN.has(error.code) ? `error.${error.code}` : "error.refused");
}

export function useAuthMessage(): (error: unknown) => string | null {
  const { t } = useTranslation("secondFactor");
  return (error) => authMessage(error, t);
}
