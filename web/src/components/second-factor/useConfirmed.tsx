import { Modal } from "@mantine/core";
import { type ReactElement, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { AuthRefused, type FactorKind } from "@/api/auth";
import { ConfirmIdentity } from "./ConfirmIdentity";

/** Runs a deed; if the server wants to know once more who asks, asks the person and runs it again. */
export type RunConfirmed = <Result>(deed: () => Promise<Result>) => Promise<Result>;

interface Asked {
  types: FactorKind[];
  settle: (isConfirmed: boolean) => void;
}

/** `run` and the dialog to draw: deeds that decide who gets in ask for the password again after a while. */
export function useConfirmed(): { run: RunConfirmed; dialog: ReactElement } {
  const { t } = useTranslation("secondFactor");
  const [asked, setAsked] = useState<Asked | null>(null);
  const latest = useRef<Asked | null>(null);

  function finish(isConfirmed: boolean) {
    latest.current?.settle(isConfirmed);
    latest.current = null;
    setAsked(null);
  }

  async function run<Result>(deed: () => Promise<Result>): Promise<Result> {
    try {
      return await deed();
    } catch (error) {
      if (!(error instanceof AuthRefused) || !error.wantsConfirmation) throw error;
      const types = error.flows.find((flow) => flow.id === "mfa_reauthenticate")?.types ?? [];
      const isConfirmed = await new Promise<boolean>((settle) => {
        latest.current = { types, settle };
        setAsked(latest.current);
      });
      if (!isConfirmed) throw error;
      return deed();
    }
  }

  const dialog = (
    <Modal opened={asked !== null} onClose={() => finish(false)} title={t("confirm.title")} centered>
      {asked ? <ConfirmIdentity types={asked.types} onConfirmed={() => finish(true)} /> : null}
    </Modal>
  );
  return { run, dialog };
}
