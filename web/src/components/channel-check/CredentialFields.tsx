import { Anchor, PasswordInput, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TokenKind } from "@/api/schema.gen";

export interface Credentials {
  secret: string;
  token_kind: TokenKind;
  token: string;
}

interface Props {
  value: Credentials;
  onChange: (value: Credentials) => void;
  /** Sentences of the server by field. */
  errors: Record<string, string>;
  /** While something is kept already, leaving a field empty keeps it. */
  keepsOld?: boolean;
}

/** Secret and token as LINE's console shows them. */
export function CredentialFields({ value, onChange, errors, keepsOld = false }: Props) {
  const { t } = useTranslation("channelCheck");
  return (
    <Stack gap="sm">
      <PasswordInput
        label={t("secret.label")}
        description={t(keepsOld ? "secret.keep" : "secret.hint")}
        value={value.secret}
        onChange={(event) => onChange({ ...value, secret: event.currentTarget.value.trim() })}
        error={errors.secret}
        required={!keepsOld}
        autoComplete="off"
        ff="monospace"
      />
      <Stack gap={4}>
        <Text size="sm" fw={500} id="token-kind">
          {t("token.kind")}
        </Text>
        <SegmentedControl
          aria-labelledby="token-kind"
          value={value.token_kind}
          onChange={(kind) => onChange({ ...value, token_kind: kind as TokenKind, token: "" })}
          data={[
            { value: "stateless", label: t("token.stateless") },
            { value: "long_lived", label: t("token.longLived") },
          ]}
        />
        <Text size="xs" c="dimmed">
          {t(value.token_kind === "stateless" ? "token.statelessHint" : "token.longLivedHint")}
        </Text>
      </Stack>
      {value.token_kind === "long_lived" ? (
        <Textarea
          label={t("token.label")}
          value={value.token}
          onChange={(event) => onChange({ ...value, token: event.currentTarget.value.replace(/\s+/g, "") })}
          error={errors.token}
          required={!keepsOld}
          autosize
          minRows={2}
          maxRows={4}
          autoComplete="off"
          spellCheck={false}
        />
      ) : null}
      <Anchor href="https://developers.line.biz/console/" target="_blank" rel="noreferrer" size="sm">
        {t("console")}
      </Anchor>
    </Stack>
  );
}

/** What is sent: nothing for a field that was left empty. */
export function asSent({ secret, token_kind, token }: Credentials) {
  return {
    secret: secret || null,
    token_kind,
    token: token_kind === "long_lived" && token ? token : null,
  };
}
