import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OperationOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { OperationBar } from "@/components/operations";
import { TimeText } from "@/components/TimeText";
import classes from "./operations.module.css";
import { kindName, namesKind } from "./search";

/** One operation in the list. */
export function OperationRow({ operation }: { operation: OperationOut }) {
  const { t, i18n } = useTranslation("operations");
  const channelId = useChannelId();
  const title = i18n.language === "ja" ? operation.title.ja : operation.title.en;
  const kind = t(`kind.${kindName(operation.kind)}`);
  return (
    <div className={classes.row}>
      <Stack gap={2} miw={0}>
        <Anchor
          component={Link}
          to={`/c/${channelId}/operations/${operation.id}`}
          fw={600}
          size="sm"
          lineClamp={2}
        >
          {title}
        </Anchor>
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            {namesKind(title, kind) ? "" : `${kind} · `}
            {operation.started_by} ·
          </Text>
          <Text size="xs" c="dimmed">
            <TimeText at={operation.created_at} />
          </Text>
        </Group>
      </Stack>
      <OperationBar operation={operation} />
    </div>
  );
}
