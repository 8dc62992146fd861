import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AuthRefused, auth, authConfigQuery, type FactorKind } from "@/api/auth";
import { AuthNote } from "@/components/second-factor";
import { Frame } from "./Frame";
import { openApp } from "./next";
import { PasswordStep } from "./PasswordStep";
import { SecondStep } from "./SecondStep";

/** How far a sign-in is: nowhere, waiting for a second factor of these kinds, or done. */
async function progress(): Promise<FactorKind[] | "done" | "begin"> {
  try {
    await auth("GET", "auth/session");
    return "done";
  } catch (error) {
    if (!(error instanceof AuthRefused) || error.status !== 401) throw error;
    return error.pending?.id === "mfa_authenticate" ? (error.pending.types ?? []) : "begin";
  }
}

/** Signing in: e-mail and password (or a passkey alone), then the second factor. */
export function SignInPage({ next }: { next?: string }) {
  const { t } = useTranslation("signin");
  const config = useQuery(authConfigQuery);
  const [types, setTypes] = useState<FactorKind[] | null>(null);
  const start = useQuery({
    queryKey: ["auth", "progress"],
    queryFn: async () => {
      const now = await progress();
      if (now === "done") openApp(next);
      return now;
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const pending = types ?? (Array.isArray(start.data) ? start.data : null);
  const done = () => openApp(next);

  if (pending?.length) {
    return (
      <Frame title={t("second.title")} hint={t("second.hint")}>
        <SecondStep types={pending} onDone={done} onRestart={() => window.location.reload()} />
      </Frame>
    );
  }
  return (
    <Frame title={t("title")}>
      <AuthNote error={config.error ?? start.error} />
      {config.data ? (
        <PasswordStep
          hasPasskeyLogin={config.data.mfa.passkey_login_enabled}
          onDone={done}
          onSecondStep={setTypes}
        />
      ) : config.error ? null : (
        <Skeleton h={220} />
      )}
    </Frame>
  );
}
