import { Button, Stack, Text } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ConditionEditor, everyone, type Tree } from "@/components/conditions";

interface Props {
  channelId: number;
  /** Null: the rule is for everybody. */
  condition: Tree | null;
  problems: Record<string, string>;
  mayEdit: boolean;
  onChange: (condition: Tree | null) => void;
}

/** For which friends the rule acts: everybody, or those who meet a condition when it is set off. */
export function RuleCondition({ channelId, condition, problems, mayEdit, onChange }: Props) {
  const { t } = useTranslation("replies");
  if (condition === null) {
    return (
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t("edit.everybody")}</Text>
        {mayEdit ? (
          <Button
            variant="light"
            size="xs"
            leftSection={<IconFilter size={14} aria-hidden />}
            onClick={() => onChange(everyone)}
          >
            {t("edit.narrow")}
          </Button>
        ) : null}
      </Stack>
    );
  }
  const own = Object.fromEntries(
    Object.entries(problems).filter(([path]) => path === "condition" || path.startsWith("condition.")),
  );
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t("edit.conditionHint")}
      </Text>
      <ConditionEditor
        channelId={channelId}
        value={condition}
        onChange={onChange}
        problems={own}
        isReadOnly={!mayEdit}
      />
      {mayEdit ? (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          w="fit-content"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => onChange(null)}
        >
          {t("edit.forEverybody")}
        </Button>
      ) : null}
    </Stack>
  );
}
