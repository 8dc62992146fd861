import { Button, Group, Stack, Text } from "@mantine/core";
import { IconFileImport, IconListCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { ErasureLog } from "./ErasureLog";
import { HandlingSection } from "./HandlingSection";
import { PurposesSection } from "./PurposesSection";
import { RetentionSection } from "./RetentionSection";
import { Section } from "./Section";

/** データと個人情報: how long data are kept, what people agree to, whose data were erased. */
export function DataPage() {
  const { t } = useTranslation("privacy");
  const can = useCan();
  const channelId = useChannelId();
  return (
    <Page maxWidth={900}>
      <PageHeader title={t("title")} hint={t("hint")} />
      <Stack gap="lg">
        {can("privacy.edit") ? (
          <>
            <RetentionSection />
            <PurposesSection />
            <Section title={t("request.title")} hint={t("request.hint")}>
              <Text size="sm">{t("request.how")}</Text>
              <Group gap="xs">
                <Button component={Link} to={`/c/${channelId}/friends`} variant="default" size="sm">
                  {t("request.friends")}
                </Button>
              </Group>
              <ErasureLog channelId={channelId} />
            </Section>
          </>
        ) : null}
        {can("audit.view") ? <HandlingSection /> : null}
        <Section title={t("links.title")} hint={t("links.hint")}>
          <Group gap="xs">
            {can("data.import") || can("data.export") ? (
              <Button
                component={Link}
                to={`/c/${channelId}/import`}
                variant="default"
                leftSection={<IconFileImport size={16} aria-hidden />}
              >
                {t("links.import")}
              </Button>
            ) : null}
            <Button
              component={Link}
              to={`/c/${channelId}/operations`}
              variant="default"
              leftSection={<IconListCheck size={16} aria-hidden />}
            >
              {t("links.operations")}
            </Button>
          </Group>
        </Section>
      </Stack>
    </Page>
  );
}
