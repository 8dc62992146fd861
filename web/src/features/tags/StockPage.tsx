import {
  Anchor,
  Badge,
  Button,
  Checkbox,
  Chip,
  Group,
  Paper,
  Skeleton,
  Stack,
  Table,
  Text,
} from "@mantine/core";
import { IconArrowMerge, IconDownload, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TagOut, TagStockItemOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { saveFile } from "@/components/transfers/download";
import { ChosenBar } from "./ChosenBar";
import { KindBadge } from "./KindBadge";
import { MergeModal } from "./MergeModal";
import { stockQuery } from "./queries";
import { FINDINGS, type Finding, findingsOf, foundIn } from "./stock";
import { TagModal } from "./TagModal";
import classes from "./tags.module.css";
import { useTagDeeds } from "./useTagDeeds";

/** 棚卸し: tags that nobody uses, that are over, that are there twice, that nobody explained. */
export function StockPage() {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const mayEdit = useCan()("tags.edit");
  const { data, error, refetch } = useQuery(stockQuery(channelId));
  const [only, setOnly] = useState<Finding | "idle" | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [merged, setMerged] = useState<TagOut[] | null>(null);
  const [edited, setEdited] = useState<TagStockItemOut | null>(null);
  const { run } = useTagDeeds();
  const items = foundIn(data?.items ?? [], only);
  const picked = items.filter((item) => chosen.has(item.id));
  return (
    <Page>
      <BackLink to={`/c/${channelId}/tags`}>{t("back")}</BackLink>
      <PageHeader title={t("stock.heading")} hint={t("stock.hint")}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={() =>
            void run(saveFile(`/api/v1/tags/stock-taking.csv?channel_id=${channelId}`, "tags.csv"))
          }
        >
          {t("stock.export")}
        </Button>
      </PageHeader>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!data && !error ? <Skeleton h={280} /> : null}
      {data?.items.length === 0 ? (
        <EmptyState icon={IconSparkles} title={t("stock.tidy.title")} text={t("stock.tidy.text")} />
      ) : null}
      {data?.items.length ? (
        <Stack gap="sm">
          <Text size="sm">{t("stock.sum", { count: data.items.length, total: data.total })}</Text>
          <Chips items={data.items} only={only} onChange={setOnly} />
          <Paper withBorder>
            <Table verticalSpacing="xs">
              <Table.Tbody>
                {items.map((item) => (
                  <StockRow
                    key={item.id}
                    item={item}
                    all={data.items}
                    isChosen={chosen.has(item.id)}
                    onChoose={
                      mayEdit
                        ? (isChosen) => {
                            const next = new Set(chosen);
                            if (isChosen) next.add(item.id);
                            else next.delete(item.id);
                            setChosen(next);
                          }
                        : undefined
                    }
                    onEdit={() => setEdited(item)}
                    onMerge={(tags) => setMerged(tags)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Paper>
        </Stack>
      ) : null}
      {picked.length > 0 ? (
        <ChosenBar tags={picked} onClear={() => setChosen(new Set())} onMerge={setMerged} />
      ) : null}
      {merged ? <MergeModal sources={merged} onClose={() => setMerged(null)} /> : null}
      {edited ? <TagModal tag={edited} onClose={() => setEdited(null)} /> : null}
    </Page>
  );
}

interface ChipsProps {
  items: TagStockItemOut[];
  only: Finding | "idle" | null;
  onChange: (only: Finding | "idle" | null) => void;
}

function Chips({ items, only, onChange }: ChipsProps) {
  const { t } = useTranslation("tags");
  const numbers: [Finding | "idle", number][] = [
    ["idle", items.filter((item) => item.is_idle).length],
    ...FINDINGS.map((one): [Finding, number] => [one, foundIn(items, one).length]),
  ];
  return (
    <Group gap="xs" role="group" aria-label={t("stock.filter")}>
      {numbers
        .filter(([, number]) => number > 0)
        .map(([one, number]) => (
          <Chip key={one} size="xs" checked={only === one} onChange={(isOn) => onChange(isOn ? one : null)}>
            {t(`stock.finding.${one}`)} {number}
          </Chip>
        ))}
    </Group>
  );
}

interface RowProps {
  item: TagStockItemOut;
  all: TagStockItemOut[];
  isChosen: boolean;
  onChoose?: (isChosen: boolean) => void;
  onEdit: () => void;
  onMerge: (tags: TagStockItemOut[]) => void;
}

function StockRow({ item, all, isChosen, onChoose, onEdit, onMerge }: RowProps) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const alike = all.filter((one) => item.alike.includes(one.id));
  return (
    <Table.Tr>
      {onChoose ? (
        <Table.Td w={36} valign="top">
          <Checkbox
            size="xs"
            aria-label={t("choose", { name: item.name })}
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </Table.Td>
      ) : null}
      <Table.Td className={classes.name}>
        <Stack gap={4}>
          <Group gap={6}>
            <Anchor component={Link} to={`/c/${channelId}/tags/${item.id}`} size="sm" fw={500}>
              {item.name}
            </Anchor>
            <KindBadge tag={item} />
            <Anchor component={Link} to={`/c/${channelId}/friends?tag=${item.id}`} size="xs">
              {t("people", { count: item.friends })}
            </Anchor>
            {item.is_idle ? (
              <Badge color="teal" variant="light" tt="none" size="sm">
                {t("stock.idle")}
              </Badge>
            ) : null}
          </Group>
          <Group gap={4}>
            {findingsOf(item).map((one) => (
              <Badge key={one} variant="default" tt="none" size="sm" fw={400}>
                {t(`stock.finding.${one}`)}
              </Badge>
            ))}
          </Group>
          {alike.length > 0 ? (
            <Text size="xs" c="dimmed">
              {t("stock.alike", { names: alike.map((one) => one.name).join(t("join")) })}
            </Text>
          ) : null}
        </Stack>
      </Table.Td>
      <Table.Td ta="right" valign="top">
        {onChoose ? (
          <Group gap={6} justify="flex-end">
            {alike.length > 0 ? (
              <Button
                size="compact-xs"
                variant="light"
                leftSection={<IconArrowMerge size={14} />}
                onClick={() => onMerge([item, ...alike])}
              >
                {t("merge.open")}
              </Button>
            ) : null}
            <Button size="compact-xs" variant="default" onClick={onEdit}>
              {t("edit.open")}
            </Button>
          </Group>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
