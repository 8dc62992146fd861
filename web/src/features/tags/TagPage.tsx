import { Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconArrowMerge,
  IconPencil,
  IconTrash,
  IconUsers,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TagDetailOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { DateText, TimeText } from "@/components/TimeText";
import { KindBadge } from "./KindBadge";
import { MergeModal } from "./MergeModal";
import { SimilarList } from "./NameField";
import { PeopleTrend } from "./PeopleTrend";
import { tagQuery } from "./queries";
import { TagModal } from "./TagModal";
import { TagRules } from "./TagRules";
import classes from "./tags.module.css";
import { UsesList } from "./UsesList";
import { useTagDeeds } from "./useTagDeeds";

/** One tag: what it means, who has it, what it sets off, where it is used. */
export function TagPage() {
  const { tagId } = useParams({ strict: false }) as { tagId: string };
  const channelId = useChannelId();
  const { t } = useTranslation("tags");
  const can = useCan();
  const { data: tag, error, refetch } = useQuery(tagQuery(Number(tagId), channelId));
  if (error)
    return (
      <Page>
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </Page>
    );
  if (!tag)
    return (
      <Page>
        <Skeleton h={320} />
      </Page>
    );
  return (
    <Page>
      <BackLink to={`/c/${channelId}/tags`}>{t("back")}</BackLink>
      <PageHeader
        title={
          <Group gap="xs">
            {tag.name}
            <KindBadge tag={tag} />
            {tag.archived_at ? (
              <Badge color="gray" variant="light" tt="none">
                {t("archived")}
              </Badge>
            ) : null}
          </Group>
        }
        hint={tag.meaning}
      >
        <Deeds tag={tag} />
      </PageHeader>
      <div className={classes.columns}>
        <Stack>
          <PeopleTrend days={tag.trend} />
          {can("rules.view") ? <TagRules tag={tag} /> : null}
        </Stack>
        <Stack>
          <Facts tag={tag} />
          <Card withBorder>
            <Title order={2} mb="xs">
              {t("uses.title")}
            </Title>
            <UsesList uses={tag.uses ?? []} />
          </Card>
          {tag.similar.length > 0 ? <SimilarList similar={tag.similar} /> : null}
        </Stack>
      </div>
    </Page>
  );
}

function Deeds({ tag }: { tag: TagDetailOut }) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const navigate = useNavigate();
  const can = useCan();
  const { archive, restore, askToDelete } = useTagDeeds();
  const [open, setOpen] = useState<"edit" | "merge" | null>(null);
  const leave = () => void navigate({ to: `/c/${channelId}/tags` });
  return (
    <>
      {can("friends.view") ? (
        <Button
          component={Link}
          to={`/c/${channelId}/friends?tag=${tag.id}`}
          variant="default"
          leftSection={<IconUsers size={16} />}
        >
          {t("seeFriends", { count: tag.friends?.number ?? 0 })}
        </Button>
      ) : null}
      {!can("tags.edit") ? null : tag.archived_at ? (
        <>
          <Button
            variant="default"
            leftSection={<IconArchiveOff size={16} />}
            onClick={() => void restore([tag.id])}
          >
            {t("restore")}
          </Button>
          <Button
            color="red"
            variant="light"
            leftSection={<IconTrash size={16} />}
            onClick={() => askToDelete(tag, leave)}
          >
            {t("delete")}
          </Button>
        </>
      ) : (
        <>
          <Button
            variant="default"
            leftSection={<IconArchive size={16} />}
            onClick={() => void archive([tag])}
          >
            {t("common:action.archive")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconArrowMerge size={16} />}
            onClick={() => setOpen("merge")}
          >
            {t("merge.open")}
          </Button>
          <Button leftSection={<IconPencil size={16} />} onClick={() => setOpen("edit")}>
            {t("edit.open")}
          </Button>
        </>
      )}
      {open === "edit" ? <TagModal tag={tag} onClose={() => setOpen(null)} /> : null}
      {open === "merge" ? <MergeModal sources={[tag]} onClose={() => setOpen(null)} onDone={leave} /> : null}
    </>
  );
}

function Facts({ tag }: { tag: TagDetailOut }) {
  const { t } = useTranslation("tags");
  const none = (
    <Text span inherit c="dimmed">
      —
    </Text>
  );
  const facts: [string, ReactNode][] = [
    ["field.purpose", tag.purpose || none],
    ["field.folder", tag.folder || none],
    ["field.owner", tag.owner?.name ?? none],
    ["fact.created", <DateText key="created" at={tag.created_at} />],
    ["fact.creator", tag.creator || none],
    ["column.used", tag.last_used_at ? <TimeText key="used" at={tag.last_used_at} /> : t("neverUsed")],
    ["field.retiresOn", tag.retires_on ?? none],
    ["field.capacity", tag.capacity ? t("people", { count: tag.capacity }) : t("noCapacity")],
  ];
  return (
    <Card withBorder>
      <Title order={2} mb="xs">
        {t("fact.title")}
      </Title>
      <Stack gap={6} component="dl" m={0}>
        {facts.map(([label, value]) => (
          <Group key={label} gap="xs" wrap="nowrap" align="baseline">
            <Text component="dt" size="xs" c="dimmed" w={88} flex="none">
              {t(label)}
            </Text>
            <Text component="dd" size="sm" m={0}>
              {value}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
