import { Button, Code, Group, List, Paper, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { QRCodeSVG } from "qrcode.react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AuthRefused, auth } from "@/api/auth";
import { AuthNote } from "./AuthNote";
import { CodeField } from "./CodeField";
import type { RunConfirmed } from "./useConfirmed";

interface Offer {
  secret: string;
  totp_url: string;
}

/** A new secret: the server tells it by saying that no app is set up yet. */
async function newSecret(): Promise<Offer> {
  try {
    await auth("GET", "account/authenticators/totp");
  } catch (error) {
    if (error instanceof AuthRefused && error.status === 404) return error.meta as Offer;
    throw error;
  }
  throw new Error("a code app is set up already");
}

/** The secret in fours, as people read it off a screen. */
export function inFours(secret: string): string {
  return secret.replace(/=+$/, "").replace(/(.{4})(?=.)/g, "$1 ");
}

interface Props {
  run: RunConfirmed;
  onAdded: () => void;
  onBack?: () => void;
}

/** Sets an app with codes up: scan, type the first code. */
export function CodeAppSetup({ run, onAdded, onBack }: Props) {
  const { t } = useTranslation("secondFactor");
  const [code, setCode] = useState("");
  const offer = useQuery({ queryKey: ["auth", "totp"], queryFn: newSecret, gcTime: 0, staleTime: Infinity });
  const add = useMutation({
    mutationFn: () => run(() => auth("POST", "account/authenticators/totp", { code })),
    onSuccess: onAdded,
    onError: () => setCode(""),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack>
        <List type="ordered" spacing="xs">
          <List.Item>{t("app.install")}</List.Item>
          <List.Item>{t("app.scan")}</List.Item>
          <List.Item>{t("app.type")}</List.Item>
        </List>
        <AuthNote error={offer.error} />
        {offer.data ? (
          <Stack align="center" gap="xs">
            <Paper p="sm" bg="white" withBorder>
              <QRCodeSVG value={offer.data.totp_url} size={176} title={t("app.qr")} />
            </Paper>
            <Text size="sm" c="dimmed">
              {t("app.manual")}
            </Text>
            <Code fz="sm">{inFours(offer.data.secret)}</Code>
          </Stack>
        ) : null}
        <CodeField label={t("app.code")} value={code} onChange={setCode} />
        <AuthNote error={add.error} />
        <Group justify="space-between" wrap="nowrap">
          {onBack ? (
            <Button variant="subtle" onClick={onBack}>
              {t("common:action.back")}
            </Button>
          ) : null}
          <Button type="submit" flex={1} loading={add.isPending} disabled={code.length !== 6 || !offer.data}>
            {t("app.turnOn")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
