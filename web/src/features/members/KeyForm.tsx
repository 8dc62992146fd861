import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { ApiKeyIn, NewApiKeyOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { useCreateKey } from "./queries";
import { ScopeChecklist } from "./ScopeChecklist";

const LASTS = ["30", "90", "365", "never"] as const;
type Lasts = (typeof LASTS)[number];
const DAY = 86_400_000;

interface Props {
  onMade: (made: NewApiKeyOut) => void;
  onCancel: () => void;
}

/** Makes a key: what it is for, what it may do, and until when. */
export function KeyForm({ onMade, onCancel }: Props) {
  const { t } = useTranslation("members");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<ApiKeyIn["scopes"]>([]);
  const [lasts, setLasts] = useState<Lasts>("365");
  const create = useCreateKey();
  const problems = create.error instanceof Problem ? create.error.fields : {};
  const expiresAt = lasts === "never" ? null : new Date(Date.now() + Number(lasts) * DAY).toISOString();
  const isReady = name.trim() !== "" && scopes.length > 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady)
          create.mutate({ name: name.trim(), scopes, expires_at: expiresAt }, { onSuccess: onMade });
      }}
    >
      <Stack>
        <TextInput
          label={t("key.field.name")}
          description={t("key.field.nameHint")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problems.name}
          maxLength={100}
          required
          data-autofocus
        />
        <ScopeChecklist value={scopes} onChange={setScopes} problem={problems.scopes} />
        <Select
          label={t("key.field.lasts")}
          data={LASTS.map((value) => ({ value, label: t(`key.lasts.${value}`) }))}
          value={lasts}
          onChange={(value) => setLasts((value ?? "365") as Lasts)}
          allowDeselect={false}
          error={problems.expires_at}
        />
        {Object.keys(problems).length === 0 ? <ErrorNote error={create.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common:action.cancel")}
          </Button>
          <Button type="submit" disabled={!isReady} loading={create.isPending}>
            {t("key.submit", { count: scopes.length })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
