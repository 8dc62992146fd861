import { Paper, Stack, Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ListedFieldOut } from "@/api/schema.gen";
import { FieldRow } from "./FieldRow";
import type { Opened } from "./FieldsPage";

interface Props {
  fields: ListedFieldOut[];
  onOpen: (opened: Opened) => void;
}

/** The fields by folder, in the order in which a friend's page shows them. */
export function FieldTable({ fields, onOpen }: Props) {
  const { t } = useTranslation("fields");
  const folders = [...new Set(fields.map((field) => field.folder))];
  const inUse = fields.filter((field) => field.archived_at === null);
  return (
    <Stack>
      {folders.map((folder) => {
        const within = fields.filter((field) => field.folder === folder);
        return (
          <section key={folder} aria-label={folder || t("noFolder")}>
            {folders.length > 1 ? (
              <Title order={2} size="h4" mb="xs">
                {folder || t("noFolder")}
              </Title>
            ) : null}
            <Paper withBorder>
              <Table verticalSpacing="xs" highlightOnHover>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("column.name")}</Table.Th>
                    <Table.Th visibleFrom="sm" w={180}>
                      {t("column.type")}
                    </Table.Th>
                    <Table.Th ta="right" w={120}>
                      {t("column.friends")}
                    </Table.Th>
                    <Table.Th w={48} aria-label={t("column.actions")} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {within.map((field) => (
                    <FieldRow key={field.id} field={field} siblings={within} inUse={inUse} onOpen={onOpen} />
                  ))}
                </Table.Tbody>
              </Table>
            </Paper>
          </section>
        );
      })}
    </Stack>
  );
}
