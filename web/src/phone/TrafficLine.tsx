import { Badge, Code, Collapse, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowDownLeft, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clockSeconds } from "./time";
import styles from "./traffic.module.css";
import { type Line, pretty } from "./trafficLog";

/** One webhook or call: what, when and how it ended; a click shows all of it. */
export function TrafficLine({ line }: { line: Line }) {
  const { t, i18n } = useTranslation("phone");
  const [opened, { toggle }] = useDisclosure(false);
  const Arrow = line.direction === "webhook" ? IconArrowUpRight : IconArrowDownLeft;
  return (
    <div className={styles.line}>
      <UnstyledButton className={styles.head} onClick={toggle} aria-expanded={opened}>
        <Group gap="xs" wrap="nowrap">
          <Arrow size={16} className={styles[line.direction]} aria-label={t(`traffic.${line.direction}`)} />
          <Text size="sm" fw={600} truncate flex={1}>
            {line.subjects.join(", ") || t("traffic.ping")}
          </Text>
          <Badge size="sm" variant="light" color={line.isFine ? "teal" : "red"} tt="none" flex="none">
            {statusOf(line, t)}
          </Badge>
          <Text size="xs" c="dimmed" className={styles.time}>
            {clockSeconds(line.atMs, i18n.language)}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>{opened ? <Details line={line} /> : null}</Collapse>
    </div>
  );
}

function statusOf(line: Line, t: (key: string) => string): string {
  if (line.status === 0) return t("traffic.noAnswer");
  if (line.direction === "webhook" && line.status === 401) return t("traffic.badSignature");
  return String(line.status);
}

function Details({ line }: { line: Line }) {
  const { t } = useTranslation("phone");
  return (
    <Stack gap={6} py="xs">
      <Code block>{line.where}</Code>
      {line.facts.map(([name, value]) =>
        value ? (
          <Text key={name} size="xs">
            {t(`traffic.${name}`)}: <Code>{value}</Code>
          </Text>
        ) : null,
      )}
      {line.sent ? <Body title={t("traffic.sent")} text={line.sent} /> : null}
      {line.answered ? <Body title={t("traffic.answered")} text={line.answered} /> : null}
    </Stack>
  );
}

function Body({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <Code block className={styles.body} tabIndex={0} aria-label={title}>
        {pretty(text)}
      </Code>
    </div>
  );
}
