import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSearch, IconUserHeart } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { CustomersTabs } from "./CustomersTabs";
import { CustomerTable } from "./CustomerTable";
import { ImportOrders } from "./ImportOrders";
import { NewCustomer } from "./NewCustomer";
import { type CustomerSearch, customersQuery } from "./queries";

/** 顧客の一覧. */
export function CustomersPage() {
  const { t } = useTranslation("customers");
  const mayEdit = useCan()("customers.edit");
  const search = useSearch({ strict: false }) as CustomerSearch;
  const navigate = useNavigate();
  const [isNew, { open, close }] = useDisclosure(false);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    customersQuery(search),
  );
  const look = (change: CustomerSearch) =>
    void navigate({ to: ".", search: { ...search, ...change } as never, replace: true });
  const type = useDebouncedCallback((q: string) => look({ q: q.trim() || undefined }), 250);
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const isUntouched = !search.q && !search.state && !search.order;
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {t("list.new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader title={t("list.title")} hint={t("list.hint")}>
        <ImportOrders />
        {mayEdit ? create : null}
      </PageHeader>
      <CustomersTabs at="list" />
      <ErrorNote error={error} />
      {data && rows.length === 0 && isUntouched ? (
        <EmptyState icon={IconUserHeart} title={t("list.emptyTitle")} text={t("list.emptyText")}>
          {mayEdit ? create : null}
        </EmptyState>
      ) : (
        <Stack>
          <Group>
            <TextInput
              flex="1 1 260px"
              maw={420}
              type="search"
              aria-label={t("list.search")}
              placeholder={t("list.search")}
              leftSection={<IconSearch size={16} />}
              defaultValue={search.q ?? ""}
              onChange={(event) => type(event.currentTarget.value)}
            />
            <SegmentedControl
              aria-label={t("list.shown")}
              value={search.state ?? "active"}
              onChange={(value) => look({ state: value === "archived" ? value : undefined })}
              data={["active", "archived"].map((value) => ({ value, label: t(`list.${value}`) }))}
            />
            {search.state ? null : (
              <Select
                aria-label={t("list.order")}
                allowDeselect={false}
                value={search.order ?? "newest"}
                onChange={(value) => look({ order: value === "bought" ? value : undefined })}
                data={["newest", "bought"].map((value) => ({ value, label: t(`list.by_${value}`) }))}
              />
            )}
          </Group>
          {data && rows.length === 0 ? <Text c="dimmed">{t("list.none")}</Text> : null}
          {rows.length > 0 ? <CustomerTable rows={rows} /> : null}
          {hasNextPage ? (
            <Group justify="center">
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("common:action.more")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      )}
      <NewCustomer isOpen={isNew} onClose={close} />
    </Page>
  );
}
