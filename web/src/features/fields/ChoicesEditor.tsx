import { ActionIcon, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconArrowDown,
  IconArrowUp,
  IconPlus,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type DraftChoice, type FieldDraft, sentIndex, withNewChoice } from "./draft";

interface Props {
  draft: FieldDraft;
  onChange: (choices: DraftChoice[]) => void;
  /** What the server refused, by the body's paths. */
  problems: Record<string, string>;
}

/** The choices of a field. One that friends may have is archived, not deleted; a new one can be taken away again. */
export function ChoicesEditor({ draft, onChange, problems }: Props) {
  const { t } = useTranslation("fields");
  const { choices } = draft;
  const change = (key: number, part: Partial<DraftChoice>) =>
    onChange(choices.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const move = (at: number, by: -1 | 1) => {
    const moved = [...choices];
    const [taken] = moved.splice(at, 1);
    if (taken) moved.splice(at + by, 0, taken);
    onChange(moved);
  };
  return (
    <Input.Wrapper
      label={t("choices.label")}
      labelElement="div"
      required
      description={t("choices.hint")}
      error={problems["settings.choices"]}
    >
      <Stack gap={6} mt={6}>
        {choices.map((one, at) => {
          const name = one.label || t("choices.one", { number: at + 1 });
          const isFresh = one.isNew && one.label === "";
          return (
            <Group key={one.key} gap={4} wrap="nowrap" align="flex-start">
              <TextInput
                flex={1}
                aria-label={t("choices.one", { number: at + 1 })}
                value={one.label}
                maxLength={100}
                disabled={one.isArchived}
                rightSectionWidth={one.isArchived ? 88 : undefined}
                rightSection={one.isArchived ? <Input.Description>{t("archived")}</Input.Description> : null}
                autoFocus={isFresh && at === choices.length - 1 && at > 0}
                error={problems[`settings.choices.${sentIndex(draft, one.key)}.label`]}
                onChange={(event) => change(one.key, { label: event.currentTarget.value })}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
                  event.preventDefault();
                  if (one.label.trim() !== "") onChange(withNewChoice(choices));
                }}
              />
              <IconButton label={t("choices.up", { name })} isOff={at === 0} onClick={() => move(at, -1)}>
                <IconArrowUp size={15} />
              </IconButton>
              <IconButton
                label={t("choices.down", { name })}
                isOff={at === choices.length - 1}
                onClick={() => move(at, 1)}
              >
                <IconArrowDown size={15} />
              </IconButton>
              {one.isNew ? (
                <IconButton
                  label={t("choices.remove", { name })}
                  onClick={() => onChange(choices.filter((other) => other.key !== one.key))}
                >
                  <IconX size={15} />
                </IconButton>
              ) : (
                <IconButton
                  label={t(one.isArchived ? "choices.restore" : "choices.archive", { name })}
                  onClick={() => change(one.key, { isArchived: !one.isArchived })}
                >
                  {one.isArchived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
                </IconButton>
              )}
            </Group>
          );
        })}
        <Group>
          <Button
            size="xs"
            variant="light"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange(withNewChoice(choices))}
          >
            {t("choices.add")}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

interface IconButtonProps {
  label: string;
  isOff?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function IconButton({ label, isOff = false, onClick, children }: IconButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size={36} aria-label={label} disabled={isOff} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}
