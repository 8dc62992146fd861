import { Button, Divider, Stack } from "@mantine/core";
import { IconDeviceMobile, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCan, useChannel } from "@/app/session";
import { ChannelCheck, Checklist } from "@/components/channel-check";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { AccountCard } from "./AccountCard";
import { CredentialsForm } from "./CredentialsForm";
import { ImportFriends } from "./ImportFriends";
import { OrganisationCard } from "./OrganisationCard";
import { Section } from "./Section";
import { SendingCard } from "./SendingCard";

/** The LINE account: its name, how it is connected, its sending; and the organisation around it. */
export function AccountPage() {
  const { t } = useTranslation("settings");
  const channel = useChannel();
  const can = useCan();
  const mayEdit = can("channels.edit");
  return (
    <Page maxWidth={880}>
      <PageHeader title={t("title")} hint={t("hint")}>
        {channel.phone_url ? (
          <Button
            component="a"
            href={channel.phone_url}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconDeviceMobile size={16} />}
          >
            {t("phone")}
          </Button>
        ) : null}
        {mayEdit ? (
          <Button component="a" href="/setup" variant="default" leftSection={<IconPlus size={16} />}>
            {t("addAccount")}
          </Button>
        ) : null}
      </PageHeader>
      <Stack key={channel.id}>
        {can("deliveries.view") ? <SendingCard channel={channel} /> : null}
        <AccountCard channel={channel} mayEdit={mayEdit} />
        {mayEdit ? (
          <Section title={t("connection.title")} hint={t("connection.hint")}>
            <ChannelCheck channel={channel} />
            {channel.is_practice ? null : (
              <>
                <Divider label={t("connection.list")} labelPosition="left" />
                <Checklist channelId={channel.id} />
              </>
            )}
          </Section>
        ) : null}
        {mayEdit && !channel.is_practice ? <CredentialsForm channel={channel} /> : null}
        {can("friends.edit") ? <ImportFriends channelId={channel.id} /> : null}
        <OrganisationCard mayEdit={can("organisation.edit")} />
      </Stack>
    </Page>
  );
}
