import { ScrollArea, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TimeText } from "@/components/TimeText";
import type { HandlingSum } from "./handling";
import { useActorName } from "./useActorName";

/** One line for each person or key and kind of deed. */
export function HandlingTable({ sums }: { sums: HandlingSum[] }) {
  const { t } = useTranslation("privacy");
  const nameOf = useActorName();
  if (sums.length === 0) return <Text c="dimmed">{t("handling.none")}</Text>;
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0 }}>
      <Table miw={600} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={170}>{t("handling.column.who")}</Table.Th>
            <Table.Th miw={92}>{t("handling.column.deed")}</Table.Th>
            <Table.Th ta="right">{t("handling.column.times")}</Table.Th>
            <Table.Th ta="right">{t("handling.column.people")}</Table.Th>
            <Table.Th>{t("handling.column.first")}</Table.Th>
            <Table.Th>{t("handling.column.last")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sums.map((sum) => (
            <Table.Tr key={`${sum.who}/${sum.deed}`}>
              <Table.Td>{nameOf(sum.actor)}</Table.Td>
              <Table.Td>{t(`handling.deed.${sum.deed}`)}</Table.Td>
              <Table.Td ta="right">{t("handling.times", { count: sum.times })}</Table.Td>
              <Table.Td ta="right">{t("handling.people", { count: sum.people })}</Table.Td>
              <Table.Td>
                <TimeText at={sum.first} />
              </Table.Td>
              <Table.Td>
                <TimeText at={sum.last} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
