import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { IconShieldCheck, IconShieldExclamation } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { auth, authConfigQuery } from "@/api/auth";
import { meQuery, useMe } from "@/app/session";
import {
  AuthNote,
  CodeAppSetup,
  hasPasskeys,
  PasskeySetup,
  RecoveryCodes,
  useConfirmed,
} from "@/components/second-factor";
import { Card } from "./Card";
import { FactorRow } from "./FactorRow";
import { type Factor, factorsQuery } from "./queries";

type Open = { kind: "app" } | { kind: "passkey" } | { kind: "codes"; codes: string[] };

/** Second factors: what is set up, adding, removing, and new recovery codes. */
export function FactorsCard() {
  const { t } = useTranslation("security");
  const client = useQueryClient();
  const me = useMe();
  const config = useQuery(authConfigQuery);
  const factors = useQuery(factorsQuery);
  const { run, dialog } = useConfirmed();
  const [open, setOpen] = useState<Open | null>(null);
  const [error, setError] = useState<unknown>(null);
  const list = factors.data ?? [];
  const main = list.filter((factor) => factor.type !== "recovery_codes");
  const codes = list.find((factor) => factor.type === "recovery_codes");
  const canPasskey = config.data?.mfa.supported_types.includes("webauthn") && hasPasskeys();

  async function refresh() {
    await client.invalidateQueries({ queryKey: factorsQuery.queryKey });
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
  }

  async function attempt(deed: () => Promise<unknown>) {
    setError(null);
    try {
      await run(deed);
      await refresh();
    } catch (refused) {
      setError(refused);
    }
  }

  async function added() {
    const isFirst = main.length === 0;
    setOpen(null);
    await refresh();
    if (isFirst) await attempt(() => showCodes("GET"));
  }

  async function showCodes(method: "GET" | "POST") {
    const body = method === "POST" ? {} : undefined;
    const made = await auth<{ unused_codes?: string[] }>(
      method,
      "account/authenticators/recovery-codes",
      body,
    );
    setOpen({ kind: "codes", codes: made.unused_codes ?? [] });
  }

  function remove(factor: Factor) {
    return factor.type === "totp"
      ? attempt(() => auth("DELETE", "account/authenticators/totp"))
      : attempt(() => auth("DELETE", "account/authenticators/webauthn", { authenticators: [factor.id] }));
  }

  return (
    <Card title={t("factors.title")} hint={t("factors.hint")}>
      {dialog}
      {factors.data ? (
        <Alert
          variant="light"
          color={main.length ? "teal" : "yellow"}
          icon={main.length ? <IconShieldCheck size={18} /> : <IconShieldExclamation size={18} />}
        >
          {t(main.length ? "factors.on" : me.second_factor.required ? "factors.needed" : "factors.off")}
        </Alert>
      ) : null}
      <AuthNote error={factors.error ?? error} />
      <Stack gap={0}>
        {main.map((factor) => (
          <FactorRow
            key={factor.id ?? factor.type}
            factor={factor}
            isLast={main.length === 1}
            onRemove={() => remove(factor)}
          />
        ))}
        {codes ? (
          <FactorRow factor={codes} onRenew={() => attempt(() => showCodes("POST"))} isLast={false} />
        ) : null}
      </Stack>
      <Group gap="xs">
        {canPasskey ? (
          <Button variant="default" onClick={() => setOpen({ kind: "passkey" })}>
            {t("factors.addPasskey")}
          </Button>
        ) : null}
        {factors.data && !main.some((factor) => factor.type === "totp") ? (
          <Button variant="default" onClick={() => setOpen({ kind: "app" })}>
            {t("factors.addApp")}
          </Button>
        ) : null}
      </Group>
      <Modal
        opened={open !== null}
        onClose={() => setOpen(null)}
        title={open ? t(`factors.dialog.${open.kind}`) : ""}
        closeOnClickOutside={false}
      >
        {open?.kind === "app" ? <CodeAppSetup run={run} onAdded={() => void added()} /> : null}
        {open?.kind === "passkey" ? <PasskeySetup run={run} onAdded={() => void added()} /> : null}
        {open?.kind === "codes" ? <RecoveryCodes codes={open.codes} onDone={() => setOpen(null)} /> : null}
      </Modal>
    </Card>
  );
}
