import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { useRenameOrganisation } from "./queries";
import { Section } from "./Section";

/** The shop or company that the accounts and members belong to. */
export function OrganisationCard({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation("settings");
  const { organisation } = useMe();
  const [name, setName] = useState(organisation.name);
  const rename = useRenameOrganisation();
  const save = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(name, { onSuccess: () => notifications.show({ message: t("common:action.saved") }) });
  };
  return (
    <Section title={t("organisation.title")} hint={t("organisation.hint")}>
      <form onSubmit={save}>
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            label={t("organisation.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            disabled={!mayEdit}
            required
            withAsterisk={false}
            maxLength={100}
            flex={1}
          />
          {mayEdit ? (
            <Button
              type="submit"
              loading={rename.isPending}
              disabled={!name.trim() || name.trim() === organisation.name}
            >
              {t("common:action.save")}
            </Button>
          ) : null}
        </Group>
      </form>
      <ErrorNote error={rename.error} />
    </Section>
  );
}
