import { Button, Skeleton, Stack } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { Matrix } from "./Matrix";
import { engagementQuery } from "./queries";
import { SettingsDrawer } from "./SettingsDrawer";
import { StatesBar } from "./StatesBar";

/** How the relation with friends stands, and what they are interested in. */
export function EngagementPage() {
  const { t } = useTranslation("engagement");
  const channelId = useChannelId();
  const can = useCan();
  const [isEditing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery(engagementQuery(channelId));
  return (
    <Page maxWidth={1080}>
      <PageHeader title={t("title")} hint={t("hint")}>
        {can("segments.edit") && data ? (
          <Button
            variant="default"
            leftSection={<IconAdjustments size={16} />}
            onClick={() => setEditing(true)}
          >
            {t("settings.open")}
          </Button>
        ) : null}
      </PageHeader>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data ? (
        <Stack gap="xl">
          <StatesBar engagement={data} />
          <Matrix />
        </Stack>
      ) : error ? null : (
        <Stack>
          <Skeleton h={140} />
          <Skeleton h={240} />
        </Stack>
      )}
      {isEditing && data ? (
        <SettingsDrawer settings={data.settings} onClose={() => setEditing(false)} />
      ) : null}
    </Page>
  );
}
