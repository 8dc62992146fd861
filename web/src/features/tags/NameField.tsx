import { Anchor, Button, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SimilarTagOut, TagCheckOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { checkQuery, namingQuery } from "./queries";
import type { Kind } from "./search";

interface Props {
  value: string;
  kind: Kind | "";
  /** The tag that is renamed, if one is. */
  tagId?: number;
  error?: string | null;
  onChange: (name: string) => void;
}

/** A name with its rule: what is wrong with it, names that would do at one click, and tags that are called nearly so. */
export function NameField({ value, kind, tagId, error, onChange }: Props) {
  const { t } = useTranslation("tags");
  const naming = useQuery(namingQuery).data;
  const [asked] = useDebouncedValue(value.trim(), 250);
  const check = useQuery(checkQuery({ name: asked, kind, tag_id: tagId }));
  const found = value.trim() && check.data ? check.data : null;
  return (
    <Stack gap="xs">
      <TextInput
        label={t("field.name")}
        description={naming?.is_on ? t("name.rule", { pattern: naming.pattern }) : t("name.noRule")}
        value={value}
        maxLength={100}
        required
        data-autofocus
        autoComplete="off"
        error={error}
        rightSection={found?.is_ok ? <IconCheck size={16} color="var(--mantine-color-teal-6)" /> : null}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {found ? <Findings found={found} onChoose={onChange} /> : null}
    </Stack>
  );
}

function Findings({ found, onChoose }: { found: TagCheckOut; onChoose: (name: string) => void }) {
  const { t } = useTranslation("tags");
  return (
    <Stack gap="xs" aria-live="polite">
      {found.problems.map((problem) => (
        <Text key={problem.code} size="sm" c="var(--mantine-color-error)">
          {problem.detail}
        </Text>
      ))}
      {found.taken_by ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {t("name.taken")}
        </Text>
      ) : null}
      {found.corrections.length > 0 ? (
        <Group gap="xs">
          <Text size="sm">{t("name.corrections")}</Text>
          {found.corrections.map((name) => (
            <Button key={name} size="compact-sm" variant="light" tt="none" onClick={() => onChoose(name)}>
              {name}
            </Button>
          ))}
        </Group>
      ) : null}
      {found.similar.length > 0 ? <SimilarList similar={found.similar} /> : null}
    </Stack>
  );
}

/** Tags with nearly the same name: with people and purpose, so that one sees whether one of them will do. */
export function SimilarList({ similar }: { similar: SimilarTagOut[] }) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  return (
    <Paper withBorder p="xs" role="note">
      <Group gap={6} mb={4}>
        <IconCopy size={16} aria-hidden />
        <Text size="sm" fw={600}>
          {t("similar.title")}
        </Text>
      </Group>
      <Stack gap={4}>
        {similar.map((tag) => (
          <Group key={tag.id} gap="xs" align="baseline">
            <Anchor component={Link} to={`/c/${channelId}/tags/${tag.id}`} size="sm">
              {tag.name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {t(`similar.reason.${tag.reason}`)}・{t("people", { count: tag.friends })}
              {tag.archived_at ? `・${t("archived")}` : ""}
              {tag.purpose ? `・${tag.purpose}` : ""}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
