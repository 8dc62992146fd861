import { Alert, Anchor, Button, Menu, Skeleton, Stack } from "@mantine/core";
import { IconArchive, IconArrowMerge, IconArrowsSplit2, IconDots, IconRestore } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { CustomerOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { CustomerErasure, CustomerExport } from "@/components/privacy";
import { AttributesCard } from "./AttributesCard";
import classes from "./customers.module.css";
import { FriendsCard } from "./FriendsCard";
import { IdentifiersCard } from "./IdentifiersCard";
import { MergeModal } from "./MergeModal";
import { MovesCard } from "./MovesCard";
import { OrdersSection } from "./OrdersSection";
import { customerQuery } from "./queries";
import { SplitModal } from "./SplitModal";
import { useCustomerDeed } from "./useCustomerDeed";
import { ValuesCard } from "./ValuesCard";

/** One customer: who they are at the left, what they bought and what is known of them at the right. */
export function CustomerPage() {
  const { t } = useTranslation("customers");
  const { customerId } = useParams({ strict: false }) as { customerId: string };
  const channelId = useChannelId();
  const { data: customer, error, refetch } = useQuery(customerQuery(Number(customerId)));
  return (
    <Page>
      <BackLink to={`/c/${channelId}/customers`}>{t("show.back")}</BackLink>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {customer ? (
        <Shown key={customer.id} customer={customer} />
      ) : error ? null : (
        <Skeleton h={420} mt="md" />
      )}
    </Page>
  );
}

function Shown({ customer }: { customer: CustomerOut }) {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const isMerged = customer.merged_into_id !== null;
  const mayEdit = useCan()("customers.edit") && !isMerged;
  const [open, setOpen] = useState<"merge" | "split" | null>(null);
  return (
    <>
      <PageHeader title={customer.name || t("nameless")}>
        <CustomerExport customerId={customer.id} />
        {isMerged || customer.friends.length > 0 ? null : (
          <CustomerErasure customerId={customer.id} name={customer.name} />
        )}
        {mayEdit ? (
          <>
            <Button
              variant="default"
              leftSection={<IconArrowMerge size={16} />}
              onClick={() => setOpen("merge")}
            >
              {t("merge.open")}
            </Button>
            <Deeds customer={customer} onSplit={() => setOpen("split")} />
          </>
        ) : null}
      </PageHeader>
      <Stack>
        {isMerged ? (
          <Alert color="gray">
            {t("show.isMerged")}{" "}
            <Anchor component={Link} to={`/c/${channelId}/customers/${customer.merged_into_id}`}>
              {t("show.toKept")}
            </Anchor>
          </Alert>
        ) : customer.archived_at ? (
          <Alert color="gray">{t("show.isArchived")}</Alert>
        ) : null}
        {customer.suggestions > 0 ? (
          <Alert color="yellow">
            {t("show.suggestions", { count: customer.suggestions })}{" "}
            <Anchor component={Link} to={`/c/${channelId}/customers/matches?customer=${customer.id}`}>
              {t("show.toSuggestions")}
            </Anchor>
          </Alert>
        ) : null}
        <div className={classes.columns}>
          <Stack>
            <AttributesCard customer={customer} mayEdit={mayEdit} />
            <FriendsCard customer={customer} mayEdit={mayEdit} />
            <IdentifiersCard customer={customer} mayEdit={mayEdit} />
          </Stack>
          <Stack>
            <OrdersSection customer={customer} />
            <ValuesCard customer={customer} />
            <MovesCard customer={customer} mayEdit={mayEdit} />
          </Stack>
        </div>
      </Stack>
      {open === "merge" ? <MergeModal customer={customer} onClose={() => setOpen(null)} /> : null}
      {open === "split" ? <SplitModal customer={customer} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function Deeds({ customer, onSplit }: { customer: CustomerOut; onSplit: () => void }) {
  const { t } = useTranslation("customers");
  const isArchived = customer.archived_at !== null;
  const archive = useCustomerDeed({
    run: (is_archived: boolean) =>
      answer(
        api.PATCH("/api/v1/customers/{customer_id}", {
          params: { path: { customer_id: customer.id } },
          body: { is_archived },
        }),
      ),
    done: (changed) => t(changed.archived_at ? "deed.archived" : "deed.restored", { name: changed.name }),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px="xs" aria-label={t("show.more")}>
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowsSplit2 size={16} />} onClick={onSplit}>
          {t("split.open")}
        </Menu.Item>
        <Menu.Item
          leftSection={isArchived ? <IconRestore size={16} /> : <IconArchive size={16} />}
          onClick={() => archive.mutate(!isArchived)}
        >
          {t(isArchived ? "show.restore" : "common:action.archive")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
