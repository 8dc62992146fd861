import { Button, Group, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PurposeOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { PurposeModal } from "./PurposeModal";
import { purposesQuery } from "./queries";
import { Section } from "./Section";

/** 利用目的: what people are asked to agree to. */
export function PurposesSection() {
  const { t } = useTranslation("privacy");
  const { data, error, refetch } = useQuery(purposesQuery);
  const [open, setOpen] = useState<PurposeOut | "new" | null>(null);
  return (
    <Section title={t("purposes.title")} hint={t("purposes.hint")}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data || error ? null : <Skeleton h={60} />}
      {data?.length === 0 ? <Text c="dimmed">{t("purposes.empty")}</Text> : null}
      {data?.map((one) => (
        <UnstyledButton key={one.id} onClick={() => setOpen(one)}>
          <Stack gap={2}>
            <Group gap="xs">
              <Text fw={600}>{one.name}</Text>
              <StatusBadge look={{ colour: "gray" }}>
                {t("consent.version", { version: one.wordings.at(-1)?.version })}
              </StatusBadge>
              <IconPencil size={14} aria-hidden />
              {one.archived_at ? (
                <StatusBadge look={{ colour: "orange" }}>{t("purposes.archived")}</StatusBadge>
              ) : null}
            </Group>
            <Text size="sm" c="dimmed" lineClamp={2}>
              {one.wordings.at(-1)?.text}
            </Text>
          </Stack>
        </UnstyledButton>
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setOpen("new")}
        >
          {t("purposes.add")}
        </Button>
      </Group>
      {open ? <PurposeModal purpose={open === "new" ? null : open} onClose={() => setOpen(null)} /> : null}
    </Section>
  );
}
