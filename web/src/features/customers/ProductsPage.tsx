import { Anchor, Button, Checkbox, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPackage, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProductOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { useYen } from "@/components/customers";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { CustomersTabs } from "./CustomersTabs";
import classes from "./customers.module.css";
import { ProductModal } from "./ProductModal";
import { productsQuery } from "./queries";

/** 商品の一覧. */
export function ProductsPage() {
  const { t } = useTranslation("customers");
  const mayEdit = useCan()("customers.edit");
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const [withArchived, setWithArchived] = useState(false);
  const [edited, setEdited] = useState<ProductOut | "new" | null>(null);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    productsQuery(q, withArchived),
  );
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      {t("products.new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader title={t("products.title")} hint={t("products.hint")}>
        {mayEdit ? create : null}
      </PageHeader>
      <CustomersTabs at="products" />
      <ErrorNote error={error} />
      {data && rows.length === 0 && !q && !withArchived ? (
        <EmptyState icon={IconPackage} title={t("products.emptyTitle")} text={t("products.emptyText")}>
          {mayEdit ? create : null}
        </EmptyState>
      ) : (
        <Stack>
          <Group>
            <TextInput
              flex="1 1 220px"
              maw={360}
              type="search"
              aria-label={t("products.search")}
              placeholder={t("products.search")}
              leftSection={<IconSearch size={16} />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Checkbox
              label={t("products.withArchived")}
              checked={withArchived}
              onChange={(event) => setWithArchived(event.currentTarget.checked)}
            />
          </Group>
          {data && rows.length === 0 ? <Text c="dimmed">{t("products.none")}</Text> : null}
          {rows.length > 0 ? <ProductTable rows={rows} onEdit={mayEdit ? setEdited : undefined} /> : null}
          {hasNextPage ? (
            <Group justify="center">
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("common:action.more")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      )}
      {edited ? (
        <ProductModal
          product={edited === "new" ? null : edited}
          categories={data?.pages[0]?.categories ?? []}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </Page>
  );
}

interface TableProps {
  rows: ProductOut[];
  onEdit?: (product: ProductOut) => void;
}

function ProductTable({ rows, onEdit }: TableProps) {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const yen = useYen();
  return (
    <Table verticalSpacing="xs" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("products.name")}</Table.Th>
          <Table.Th visibleFrom="sm">{t("products.category")}</Table.Th>
          <Table.Th className={classes.number}>{t("products.price")}</Table.Th>
          <Table.Th visibleFrom="sm" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.id}>
            <Table.Td>
              {onEdit ? (
                <Anchor component="button" type="button" ta="left" fw={600} onClick={() => onEdit(row)}>
                  {row.name}
                </Anchor>
              ) : (
                <Text fw={600}>{row.name}</Text>
              )}
              <Text size="xs" c="dimmed" className={classes.wrapping}>
                {row.sku}
                {row.archived_at ? ` ・ ${t("products.isArchived")}` : null}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">{row.category || "—"}</Table.Td>
            <Table.Td className={classes.number}>{row.price === null ? "—" : yen(row.price)}</Table.Td>
            <Table.Td visibleFrom="sm" ta="right">
              <Anchor component={Link} to={`/c/${channelId}/orders?product=${row.id}`} size="sm">
                {t("products.orders")}
              </Anchor>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
