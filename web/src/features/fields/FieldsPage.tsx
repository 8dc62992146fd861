import { Button, Skeleton, Switch } from "@mantine/core";
import { IconForms, IconPlus, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListedFieldOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { DeleteField } from "./DeleteField";
import { FieldDrawer } from "./FieldDrawer";
import { FieldTable } from "./FieldTable";
import { countedFieldsQuery } from "./queries";
import { StarterModal } from "./StarterModal";
import { TypeChange } from "./TypeChange";
import { UsesModal } from "./UsesModal";

/** What is open beside the list. */
export type Opened =
  | { kind: "new" | "starters" }
  | { kind: "edit" | "type" | "uses" | "used" | "delete"; field: ListedFieldOut };

/** What a shop knows of its friends: the fields, in folders, with how many friends have each. */
export function FieldsPage() {
  const { t } = useTranslation("fields");
  const can = useCan();
  const [withArchived, setWithArchived] = useState(false);
  const [opened, open] = useState<Opened | null>(null);
  const { data, error, refetch, isPending } = useQuery(countedFieldsQuery(withArchived));
  const close = () => open(null);
  const add = can("fields.edit") ? (
    <>
      <Button
        variant="default"
        leftSection={<IconSparkles size={16} />}
        onClick={() => open({ kind: "starters" })}
      >
        {t("starters.open")}
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => open({ kind: "new" })}>
        {t("create")}
      </Button>
    </>
  ) : null;
  return (
    <Page maxWidth={1080}>
      <PageHeader title={t("title")} hint={t("hint")}>
        <Switch
          label={t("withArchived")}
          checked={withArchived}
          onChange={(event) => setWithArchived(event.currentTarget.checked)}
        />
        {data?.length ? add : null}
      </PageHeader>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {isPending ? <Skeleton h={320} /> : null}
      {data?.length === 0 ? (
        <EmptyState icon={IconForms} title={t("empty.title")} text={t("empty.text")}>
          {add}
        </EmptyState>
      ) : null}
      {data?.length ? <FieldTable fields={data} onOpen={open} /> : null}
      {opened?.kind === "starters" ? <StarterModal fields={data ?? []} onClose={close} /> : null}
      {opened?.kind === "new" ? <FieldDrawer field={null} fields={data ?? []} onClose={close} /> : null}
      {opened?.kind === "edit" ? (
        <FieldDrawer
          field={opened.field}
          fields={data ?? []}
          onClose={close}
          onChangeType={() => open({ kind: "type", field: opened.field })}
        />
      ) : null}
      {opened?.kind === "type" ? <TypeChange field={opened.field} onClose={close} /> : null}
      {opened?.kind === "uses" || opened?.kind === "used" ? (
        <UsesModal field={opened.field} isRefusal={opened.kind === "used"} onClose={close} />
      ) : null}
      {opened?.kind === "delete" ? (
        <DeleteField
          field={opened.field}
          onClose={close}
          onUsed={() => open({ kind: "used", field: opened.field })}
        />
      ) : null}
    </Page>
  );
}
