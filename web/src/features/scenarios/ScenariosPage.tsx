import { Button, SegmentedControl, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { NewScenario } from "./NewScenario";
import { scenariosQuery } from "./queries";
import { ScenarioTable } from "./ScenarioTable";
import { StarterGrid } from "./StarterGrid";

export type Shown = "current" | "archived";

/** シナリオの一覧. */
export function ScenariosPage() {
  const { t } = useTranslation("scenarios");
  const channelId = useChannelId();
  const can = useCan();
  const { shown = "current" } = useSearch({ strict: false }) as { shown?: Shown };
  const navigate = useNavigate();
  const [isNew, { open, close }] = useDisclosure(false);
  const { data: all } = useSuspenseQuery(scenariosQuery(channelId));
  const archived = all.filter((one) => one.state === "archived");
  const rows = shown === "archived" ? archived : all.filter((one) => one.state !== "archived");
  const mayEdit = can("scenarios.edit");
  return (
    <Page>
      <PageHeader title={t("list.title")} hint={t("list.hint")}>
        {mayEdit && all.length > 0 ? (
          <Button leftSection={<IconPlus size={16} />} onClick={open}>
            {t("list.new")}
          </Button>
        ) : null}
      </PageHeader>
      {archived.length > 0 ? (
        <SegmentedControl
          mb="sm"
          aria-label={t("list.shown")}
          value={shown}
          onChange={(value) => void navigate({ to: ".", search: { shown: value } as never })}
          data={(["current", "archived"] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
        />
      ) : null}
      {rows.length > 0 ? (
        <ScenarioTable rows={rows} />
      ) : shown === "archived" || !mayEdit ? (
        <EmptyState icon={IconRoute} title={t("list.none")} text={t("list.emptyText")} />
      ) : (
        <Stack>
          <EmptyState icon={IconRoute} title={t("list.emptyTitle")} text={t("list.emptyText")} />
          <StarterGrid />
        </Stack>
      )}
      <NewScenario isOpen={isNew} onClose={close} />
    </Page>
  );
}
