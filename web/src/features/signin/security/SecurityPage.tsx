import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { FactorsCard } from "./FactorsCard";
import { PasswordCard } from "./PasswordCard";
import { SessionsCard } from "./SessionsCard";

/** How the signed-in person signs in, and where they are signed in. */
export function SecurityPage() {
  const { t } = useTranslation("security");
  return (
    <Page maxWidth={760}>
      <PageHeader title={t("title")} hint={t("hint")} />
      <Stack>
        <FactorsCard />
        <PasswordCard />
        <SessionsCard />
      </Stack>
    </Page>
  );
}
