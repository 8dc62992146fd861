import { Anchor, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SecondFactorSetup } from "@/components/second-factor";
import { Frame } from "./Frame";
import { openApp } from "./next";
import { signOut } from "./signOut";

/** Whoever may send messages sets a second factor up before anything else. */
export function SecondFactorPage({ next }: { next?: string }) {
  const { t } = useTranslation("signin");
  return (
    <Frame title={t("setUp.title")} hint={t("setUp.hint")} width={480}>
      <Stack>
        <SecondFactorSetup onDone={() => openApp(next)} />
        <Anchor component="button" type="button" size="sm" onClick={() => void signOut()}>
          {t("setUp.signOut")}
        </Anchor>
      </Stack>
    </Frame>
  );
}
