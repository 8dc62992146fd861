import { ActionIcon, Anchor, Button, Group, Paper, Skeleton, Table, Text, Title } from "@mantine/core";
import { IconHeart, IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GenreOut, MatrixRowOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { DEGREES } from "@/components/engagement/looks";
import { friendsWith } from "@/lib/friendsWith";
import classes from "./engagement.module.css";
import { GenreModal } from "./GenreModal";
import { genresQuery, matrixQuery } from "./queries";

/** Genres by degree of interest: how many friends stand in each cell, the more the darker. */
export function Matrix() {
  const { t } = useTranslation("engagement");
  const can = useCan();
  const channelId = useChannelId();
  const matrix = useQuery(matrixQuery(channelId));
  const genres = useQuery(genresQuery);
  const [edited, setEdited] = useState<GenreOut | "new" | null>(null);
  const archived = genres.data?.filter((genre) => genre.archived_at) ?? [];
  const add = can("segments.edit") ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      {t("genre.create")}
    </Button>
  ) : null;
  return (
    <section aria-labelledby="matrix">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="matrix">
          {t("matrix.title")}
        </Title>
        {matrix.data?.rows.length ? add : null}
      </Group>
      <ErrorNote error={matrix.error ?? genres.error} onRetry={() => void matrix.refetch()} />
      {matrix.isPending ? <Skeleton h={160} /> : null}
      {matrix.data?.rows.length === 0 ? (
        <EmptyState icon={IconHeart} title={t("matrix.empty.title")} text={t("matrix.empty.text")}>
          {add}
        </EmptyState>
      ) : null}
      {matrix.data?.rows.length ? (
        <MatrixTable
          rows={matrix.data.rows}
          onEdit={(id) => setEdited(genres.data?.find((genre) => genre.id === id) ?? null)}
        />
      ) : null}
      {archived.length && can("segments.edit") ? (
        <Group gap="xs" mt="sm">
          <Text size="xs" c="dimmed">
            {t("genre.archived")}
          </Text>
          {archived.map((genre) => (
            <Button key={genre.id} size="compact-xs" variant="default" onClick={() => setEdited(genre)}>
              {genre.name}
            </Button>
          ))}
        </Group>
      ) : null}
      {edited ? (
        <GenreModal genre={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      ) : null}
    </section>
  );
}

function MatrixTable({ rows, onEdit }: { rows: MatrixRowOut[]; onEdit: (id: number) => void }) {
  const { t } = useTranslation("engagement");
  const can = useCan();
  const channelId = useChannelId();
  const most = Math.max(1, ...rows.flatMap((row) => DEGREES.map((degree) => row.friends[degree] ?? 0)));
  return (
    <Paper withBorder className={classes.matrix}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("matrix.genre")}</Table.Th>
            {DEGREES.map((degree) => (
              <Table.Th key={degree} ta="right">
                {t(`degree.${degree}`)}
              </Table.Th>
            ))}
            <Table.Th w={48} aria-label={t("genre.actions")} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.genre_id}>
              <Table.Td>{row.name}</Table.Td>
              {DEGREES.map((degree) => {
                const number = row.friends[degree] ?? 0;
                return (
                  <Table.Td
                    key={degree}
                    ta="right"
                    className={classes.cell}
                    data-heat={number ? Math.ceil((number / most) * 4) : 0}
                  >
                    <Anchor
                      component={Link}
                      to={friendsWith(channelId, {
                        kind: "interest",
                        genre_id: row.genre_id,
                        degree,
                        test: "exactly",
                      })}
                      size="sm"
                    >
                      {t("people", { count: number })}
                    </Anchor>
                  </Table.Td>
                );
              })}
              <Table.Td>
                {can("segments.edit") ? (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("genre.edit", { name: row.name })}
                    onClick={() => onEdit(row.genre_id)}
                  >
                    <IconPencil size={16} />
                  </ActionIcon>
                ) : null}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
