import { Autocomplete, Group, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import type { Draft } from "./draft";
import { folderNames } from "./ledger";
import { ledgerQuery, membersQuery } from "./queries";
import { KINDS, type Kind } from "./search";

interface Props {
  draft: Draft;
  problems: Readonly<Record<string, string>>;
  /** The owner as the server knows them, who may be out of sight for this person. */
  owner: { id: number; name: string } | null;
  onChange: (part: Partial<Draft>) => void;
}

/** What the ledger says of a tag beside its name. */
export function FactFields({ draft, problems, owner, onChange }: Props) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const folders = folderNames(useQuery(ledgerQuery(channelId)).data ?? []);
  const members = useOwners(owner);
  return (
    <Stack gap="sm">
      <Textarea
        label={t("field.meaning")}
        placeholder={t("field.meaningPlaceholder")}
        autosize
        minRows={1}
        maxLength={500}
        value={draft.meaning}
        error={problems.meaning}
        onChange={(event) => onChange({ meaning: event.currentTarget.value })}
      />
      <Textarea
        label={t("field.purpose")}
        placeholder={t("field.purposePlaceholder")}
        autosize
        minRows={1}
        maxLength={500}
        value={draft.purpose}
        error={problems.purpose}
        onChange={(event) => onChange({ purpose: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <Select
          label={t("field.kind")}
          placeholder={t("kind.none")}
          clearable
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={draft.kind || null}
          error={problems.kind}
          onChange={(kind) => onChange({ kind: (kind as Kind | null) ?? "" })}
        />
        <Autocomplete
          label={t("field.folder")}
          placeholder={t("folder.none")}
          data={folders}
          maxLength={100}
          value={draft.folder}
          error={problems.folder}
          onChange={(folder) => onChange({ folder })}
        />
      </Group>
      {draft.kind === "interest" ? (
        <TextInput
          label={t("field.genre")}
          description={t("field.genreHint")}
          maxLength={50}
          value={draft.genre}
          error={problems.genre}
          onChange={(event) => onChange({ genre: event.currentTarget.value })}
        />
      ) : null}
      <Select
        label={t("field.owner")}
        placeholder={t("noOwner")}
        clearable
        searchable={members.length > 8}
        data={members}
        value={draft.owner_id === null ? null : String(draft.owner_id)}
        error={problems.owner_id}
        onChange={(id) => onChange({ owner_id: id === null ? null : Number(id) })}
      />
      <Group grow align="flex-start">
        <TextInput
          type="date"
          label={t("field.retiresOn")}
          description={t("field.retiresHint")}
          value={draft.retires_on}
          error={problems.retires_on}
          onChange={(event) => onChange({ retires_on: event.currentTarget.value })}
        />
        <NumberInput
          label={t("field.capacity")}
          description={t("field.capacityHint")}
          min={1}
          max={100_000_000}
          allowDecimal={false}
          thousandSeparator=","
          value={draft.capacity ?? ""}
          error={problems.capacity}
          onChange={(capacity) => onChange({ capacity: typeof capacity === "number" ? capacity : null })}
        />
      </Group>
    </Stack>
  );
}

/** Everybody, as far as this person may know them, and whoever it is now. */
function useOwners(owner: { id: number; name: string } | null): { value: string; label: string }[] {
  const can = useCan();
  const members = useQuery({ ...membersQuery, enabled: can("members.view") }).data ?? [];
  const known = new Map(members.map((one) => [one.id, one.name || one.email]));
  if (owner) known.set(owner.id, owner.name);
  return [...known].map(([id, name]) => ({ value: String(id), label: name }));
}
