import { Card, SimpleGrid, Text, Title, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { draftsQuery } from "./queries";
import classes from "./segments.module.css";

/** Ready conditions: one tap, and the rest is a name. */
export function Drafts() {
  const { t, i18n } = useTranslation("segments");
  const channelId = useChannelId();
  const { data: drafts = [] } = useQuery(draftsQuery);
  const said = (words: { ja: string; en: string }) => (i18n.language === "ja" ? words.ja : words.en);
  if (drafts.length === 0) return null;
  return (
    <section aria-labelledby="segment-drafts">
      <Title order={2} size="md" mb="xs" id="segment-drafts">
        {t("draft.title")}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {drafts.map((draft) => (
          <UnstyledButton
            key={draft.key}
            component={Link}
            to={`/c/${channelId}/segments/new`}
            search={{ draft: draft.key } as never}
          >
            <Card withBorder p="sm" className={classes.draft}>
              <Text fw={600}>{said(draft.name)}</Text>
              <Text size="sm" c="dimmed">
                {said(draft.purpose)}
              </Text>
            </Card>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </section>
  );
}
