import { ActionIcon, Collapse, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { AuditEntryOut } from "@/api/schema.gen";
import { TimeText } from "@/components/TimeText";
import classes from "./audit.module.css";
import { type Change, changesOf, nameOf } from "./changes";

export function AuditRow({ entry }: { entry: AuditEntryOut }) {
  const { t, i18n } = useTranslation("audit");
  const [isOpen, { toggle }] = useDisclosure(false);
  const changes = changesOf(entry);
  const key = `action.${entry.action.replace(".", "_")}`;
  const name = nameOf(entry);
  return (
    <>
      <Table.Tr>
        <Table.Td className={classes.nowrap}>
          <TimeText at={entry.at} />
        </Table.Td>
        <Table.Td>
          <Text size="sm">{actorOf(entry, t)}</Text>
        </Table.Td>
        <Table.Td>
          <Text size="sm">
            {i18n.exists(`audit:${key}`) ? t(key) : t("action.other")}
            {name ? <bdi>{t("named", { name })}</bdi> : null}
          </Text>
        </Table.Td>
        <Table.Td>
          {changes.length > 0 ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-expanded={isOpen}
              aria-label={t(isOpen ? "hide" : "show")}
              onClick={toggle}
            >
              {isOpen ? <IconChevronUp size={16} /> : <IconChevronDown size={16} />}
            </ActionIcon>
          ) : null}
        </Table.Td>
      </Table.Tr>
      {isOpen ? (
        <Table.Tr>
          <Table.Td colSpan={4}>
            <Collapse expanded={isOpen}>
              <Changes changes={changes} />
              {entry.address ? (
                <Text size="xs" c="dimmed" mt="xs">
                  {t("address", { address: entry.address })}
                </Text>
              ) : null}
            </Collapse>
          </Table.Td>
        </Table.Tr>
      ) : null}
    </>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  const { t, i18n } = useTranslation("audit");
  return (
    <Table withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("change.field")}</Table.Th>
          <Table.Th>{t("change.before")}</Table.Th>
          <Table.Th>{t("change.after")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map((change) => (
          <Table.Tr key={change.field}>
            <Table.Td>
              {i18n.exists(`audit:field.${change.field}`) ? t(`field.${change.field}`) : change.field}
            </Table.Td>
            <Table.Td>
              <Value value={change.before} />
            </Table.Td>
            <Table.Td>
              <Value value={change.after} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const text =
    value === undefined || value === null || value === ""
      ? "—"
      : typeof value === "boolean"
        ? t(value ? "yes" : "no")
        : typeof value === "object"
          ? JSON.stringify(value, null, 2)
          : String(value);
  return (
    <Text size="sm" className={classes.value}>
      {text}
    </Text>
  );
}

function actorOf(entry: AuditEntryOut, t: TFunction<"audit">): string {
  if (entry.actor_kind === "api_key") return t("actor.api_key", { name: entry.actor_label });
  if (entry.actor_kind === "cli" || entry.actor_kind === "system") return t(`actor.${entry.actor_kind}`);
  return entry.actor_label;
}
