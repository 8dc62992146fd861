import { Button, Group, Text } from "@mantine/core";
import { IconTag, IconTagOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CountOut } from "@/api/schema.gen";
import { countText } from "@/components/CountText";
import { BulkTagModal } from "./BulkTagModal";
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
  const [deed, setDeed] = useState<"add" | "remove" | null>(null);
  if (isNothing(selection)) return null;
  const chosen: CountOut =
    selection.kind === "some"
      ? { number: selection.ids.size, is_exact: true }
      : (count ?? { number: 0, is_exact: false });
  const people = countText(chosen, i18n.language);
  return (
    <Group gap="xs" role="toolbar" aria-label={t("bulk.label")}>
      <Text size="sm" fw={600} aria-live="polite">
        {t("bulk.chosen", { people })}
      </Text>
      <Button size="xs" variant="light" leftSection={<IconTag size={14} />} onClick={() => setDeed("add")}>
        {t("bulk.add")}
      </Button>
      <Button
        size="xs"
        variant="light"
        color="gray"
        leftSection={<IconTagOff size={14} />}
        onClick={() => setDeed("remove")}
      >
        {t("bulk.remove")}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={() => onChange(noneSelected)}>
        {t("bulk.clear")}
      </Button>
      {deed ? (
        <BulkTagModal
          deed={deed}
          people={people}
          choice={selection.kind === "some" ? { friend_ids: [...selection.ids] } : { filter }}
          onClose={() => setDeed(null)}
          onDone={() => onChange(noneSelected)}
        />
      ) : null}
    </Group>
  );
}
