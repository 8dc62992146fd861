import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AskForReset } from "./AskForReset";
import { Frame } from "./Frame";
import { NewPassword } from "./NewPassword";
import { useFragment } from "./useFragment";

/** A forgotten password: asking for the mail, and (with the mail's key in the address) choosing a new one. */
export function ResetPasswordPage() {
  const { t } = useTranslation("signin");
  const key = useFragment();
  const [refused, setRefused] = useState("");
  if (!key || key === refused) {
    return (
      <Frame title={t("reset.title")} hint={t("reset.hint")}>
        <AskForReset />
      </Frame>
    );
  }
  return (
    <Frame title={t("reset.newTitle")}>
      <NewPassword resetKey={key} onAskAgain={() => setRefused(key)} />
    </Frame>
  );
}
