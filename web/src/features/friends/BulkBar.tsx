import { Button, Group, Text } from "@mantine/core";
import { IconChecklist, IconTag, IconTagOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CountOut } from "@/api/schema.gen";
import { BulkDialog } from "@/components/bulk";
import { countText } from "@/components/CountText";
import { ExportButton } from "@/components/transfers";
import { type ChosenFriends, chosenFriends } from "./chosen";
import type { FriendFilter } from "./search";
import { isNothing, noneSelected, type Selection } from "./selection";

interface Props {
  selection: Selection;
  onChange: (selection: Selection) => void;
  filter: FriendFilter;
  count: CountOut | undefined;
}

/** What can be done with the chosen friends; says how many they are. */
export function BulkBar({ selection, onChange, filter, count }: Props) {
  const { t, i18n } = useTranslation("friends");
  // Kept beside the selection, which is given up while the dialog still shows how far it is.
  const [asked, setAsked] = useState<(ChosenFriends & { first?: string }) | null>(null);
  const chosen = chosenFriends(selection, filter, count);
  const ask = (first?: string) => setAsked({ ...chosen, first });
  return (
    <>
      {isNothing(selection, count?.is_exact ? count.number : undefined) ? null : (
        <Group gap="xs" role="toolbar" aria-label={t("bulk.label")}>
          <Text size="sm" fw={600} aria-live="polite">
            {t("bulk.chosen", { people: countText(chosen.count, i18n.language) })}
          </Text>
          <Button
            size="xs"
            variant="light"
            leftSection={<IconTag size={14} aria-hidden />}
            onClick={() => ask("add_tag")}
          >
            {t("bulk.add")}
          </Button>
          <Button
            size="xs"
            variant="light"
            color="gray"
            leftSection={<IconTagOff size={14} aria-hidden />}
            onClick={() => ask("remove_tag")}
          >
            {t("bulk.remove")}
          </Button>
          <Button
            size="xs"
            variant="light"
            color="gray"
            leftSection={<IconChecklist size={14} aria-hidden />}
            onClick={() => ask()}
          >
            {t("bulk.more")}
          </Button>
          <ExportButton
            channelId={filter.channel_id}
            who={chosen.who}
            size="xs"
            variant="light"
            color="gray"
          />
          <Button size="xs" variant="subtle" color="gray" onClick={() => onChange(noneSelected)}>
            {t("bulk.clear")}
          </Button>
        </Group>
      )}
      {asked ? (
        <BulkDialog
          channelId={filter.channel_id}
          who={asked.who}
          count={asked.count}
          first={asked.first}
          onClose={() => setAsked(null)}
          onStarted={() => onChange(noneSelected)}
        />
      ) : null}
    </>
  );
}
