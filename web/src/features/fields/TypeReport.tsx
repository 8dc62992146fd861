import { Alert, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeReportOut } from "@/api/schema.gen";

interface Props {
  report: TypeReportOut;
  /** Makes choices of the values that do not fit, where the new type has choices. */
  onAddChoices?: (labels: string[]) => void;
}

/** How many values the new type can hold, and which it cannot and why. */
export function TypeReport({ report, onAddChoices }: Props) {
  const { t, i18n } = useTranslation("fields");
  const isJapanese = i18n.language === "ja";
  const { converts, fails, losses, samples } = report;
  return (
    <Stack gap="sm">
      {converts + fails === 0 ? <Text size="sm">{t("report.nothing")}</Text> : null}
      {converts > 0 ? (
        <Alert color="teal" variant="light" icon={<IconCheck size={18} />}>
          {t(report.is_complete ? "report.converts" : "report.convertsAtLeast", { count: converts })}
        </Alert>
      ) : null}
      {samples.length > 0 ? (
        <Table withTableBorder verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("report.before")}</Table.Th>
              <Table.Th>{t("report.after")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {samples.map((one) => (
              <Table.Tr key={`${one.before}→${one.after}`}>
                <Table.Td>
                  <bdi>{one.before}</bdi>
                </Table.Td>
                <Table.Td>
                  <bdi>{one.after}</bdi>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {fails > 0 ? (
        <Alert
          color="orange"
          variant="light"
          icon={<IconAlertTriangle size={18} />}
          title={t("report.fails", { count: fails })}
        >
          <Stack gap={4}>
            {losses.map((one) => (
              <Text key={one.value} size="sm">
                {t("report.loss", { count: one.number, value: one.value })}
                <Text span size="xs" c="dimmed" display="block">
                  {isJapanese ? one.ja : one.en}
                </Text>
              </Text>
            ))}
            {onAddChoices ? (
              <Group mt={4}>
                <Button
                  size="xs"
                  variant="light"
                  onClick={() => onAddChoices(losses.map((one) => one.value))}
                >
                  {t("report.addChoices")}
                </Button>
              </Group>
            ) : null}
          </Stack>
        </Alert>
      ) : null}
    </Stack>
  );
}
