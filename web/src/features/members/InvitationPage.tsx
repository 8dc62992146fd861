import { Alert, Anchor, Badge, Button, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconMailOpened } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, requestHeaders } from "@/api/client";
import type { OfferOut } from "@/api/schema.gen";
import { chooseOrganisation } from "@/app/guard";
import { ErrorNote, messageOf } from "@/components/ErrorNote";
import { forgetInvitation, invitationToken } from "./invitation";
import { useDayText } from "./LimitTexts";
import classes from "./members.module.css";
import { NewPersonForm } from "./NewPersonForm";
import { useWords } from "./words";

/** What opens behind an invitation's link, for people who may have no account yet. */
export function InvitationPage() {
  const { t } = useTranslation("members");
  const [token] = useState(invitationToken);
  const offer = useQuery({
    queryKey: ["invitation"],
    queryFn: () => answer(api.POST("/api/v1/invitation/look", { body: { token } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <main className={classes.offer}>
      <Paper withBorder p="xl" w="100%" maw={480}>
        {offer.data ? (
          <Offer offer={offer.data} token={token} />
        ) : offer.error ? (
          <Stack>
            <Title order={1}>{t("offer.deadTitle")}</Title>
            <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
              {messageOf(offer.error) ?? t("common:error.unexpected")}
            </Alert>
            <Anchor component={Link} to="/sign-in">
              {t("offer.signIn")}
            </Anchor>
          </Stack>
        ) : (
          <Loader aria-label={t("common:state.loading")} />
        )}
      </Paper>
    </main>
  );
}

function Offer({ offer, token }: { offer: OfferOut; token: string }) {
  const { t } = useTranslation("members");
  const words = useWords();
  const dayText = useDayText();
  const client = useQueryClient();
  const accept = useMutation({
    mutationFn: (person: { name?: string; password?: string }) =>
      answer(api.POST("/api/v1/invitation/accept", { body: { token, ...person } })),
    onSuccess: ({ organisation_id }) => {
      forgetInvitation();
      chooseOrganisation(client, organisation_id);
      window.location.assign("/");
    },
  });
  const signedIn = offer.signed_in_email;
  return (
    <Stack>
      <IconMailOpened size={36} stroke={1.4} aria-hidden />
      <Title order={1}>{t("offer.title", { organisation: offer.organisation_name })}</Title>
      <Stack gap={4}>
        <Text component="div">
          {t("offer.role")} <Badge tt="none">{words.name(offer.role)}</Badge>
        </Text>
        <Text size="sm" c="dimmed">
          {words.meaning(offer.role)}
        </Text>
        {offer.channel_names ? (
          <Text size="sm">
            {t("offer.channels", { names: offer.channel_names.join(t("channels.separator")) })}
          </Text>
        ) : null}
        {offer.ends_on ? <Text size="sm">{t("endsOn.until", { day: dayText(offer.ends_on) })}</Text> : null}
      </Stack>
      {signedIn === null ? (
        <NewPersonForm
          email={offer.email}
          error={accept.error}
          isBusy={accept.isPending}
          onSubmit={accept.mutate}
        />
      ) : signedIn.toLowerCase() === offer.email.toLowerCase() ? (
        <>
          <ErrorNote error={accept.error} />
          <Button size="md" loading={accept.isPending} onClick={() => accept.mutate({})}>
            {t("offer.join")}
          </Button>
        </>
      ) : (
        <OtherAccount signedIn={signedIn} invited={offer.email} />
      )}
    </Stack>
  );
}

function OtherAccount({ signedIn, invited }: { signedIn: string; invited: string }) {
  const { t } = useTranslation("members");
  const signOut = useMutation({
    mutationFn: async () => {
      await fetch("/_allauth/browser/v1/auth/session", {
        method: "DELETE",
        headers: requestHeaders("DELETE"),
        credentials: "same-origin",
      });
      window.location.reload();
    },
  });
  return (
    <>
      <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} />}>
        {t("offer.other", { signedIn, invited })}
      </Alert>
      <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        {t("offer.signOut")}
      </Button>
    </>
  );
}
