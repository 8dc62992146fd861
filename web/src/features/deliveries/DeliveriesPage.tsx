import { Button, Group, Select, Stack } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { DispatchList } from "./DispatchList";
import { FriendLedger } from "./FriendLedger";
import { FriendPicker } from "./FriendPicker";
import { type DeliverySearch, KINDS, PROBLEMS, STATES } from "./search";

const route = getRouteApi("/c/$channelId/deliveries/");

/** What was sent to whom and why not; by dispatch, or for one friend. */
export function DeliveriesPage() {
  const { t } = useTranslation("deliveries");
  const search = route.useSearch();
  const go = route.useNavigate();
  const channelId = useChannelId();
  const can = useCan();
  const change = (part: DeliverySearch) => void go({ search: (old) => ({ ...old, ...part }), replace: true });
  const isNarrowed = Boolean(search.kind || search.state || search.problem || search.friend);
  return (
    <Page>
      <PageHeader title={t("title")} hint={t("hint")}>
        {can("deliveries.send") ? (
          <Button
            component={Link}
            to={`/c/${channelId}/deliveries/new`}
            leftSection={<IconSend size={16} aria-hidden />}
          >
            {t("new.open")}
          </Button>
        ) : null}
      </PageHeader>
      <Stack gap="sm">
        <Group gap="xs" role="search" aria-label={t("filter.label")}>
          <FriendPicker
            channelId={channelId}
            friendId={search.friend}
            onPick={(friend) => change({ friend })}
          />
          {search.friend ? null : (
            <>
              <Filter name="kind" value={search.kind} data={KINDS} onChange={(kind) => change({ kind })} />
              <Filter
                name="state"
                value={search.state}
                data={STATES}
                onChange={(state) => change({ state })}
              />
              <Filter
                name="problem"
                value={search.problem}
                data={PROBLEMS}
                onChange={(problem) => change({ problem })}
              />
            </>
          )}
          {isNarrowed ? (
            <Button variant="subtle" component={Link} to={`/c/${channelId}/deliveries`}>
              {t("filter.clear")}
            </Button>
          ) : null}
        </Group>
        {search.friend ? (
          <FriendLedger friendId={search.friend} />
        ) : (
          <DispatchList search={search} isNarrowed={isNarrowed} />
        )}
      </Stack>
    </Page>
  );
}

interface FilterProps<Value extends string> {
  name: "kind" | "state" | "problem";
  value: Value | undefined;
  data: readonly Value[];
  onChange: (value: Value | undefined) => void;
}

function Filter<Value extends string>({ name, value, data, onChange }: FilterProps<Value>) {
  const { t } = useTranslation("deliveries");
  return (
    <Select
      w={168}
      clearable
      placeholder={t(`filter.${name}`)}
      aria-label={t(`filter.${name}`)}
      value={value ?? null}
      data={data.map((one) => ({ value: one as string, label: t(`${name}.${one as string}`) }))}
      onChange={(chosen) => onChange(data.find((one) => one === chosen))}
    />
  );
}
