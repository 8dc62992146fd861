import { TextInput } from "@mantine/core";
import classes from "./secondFactor.module.css";

interface Props {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  /** Recovery codes have eight digits, those of an app six. */
  digits?: 6 | 8;
}

/** Digits typed full-width, or with blanks between, mean the same. */
export function digitsOf(value: string, digits: number): string {
  return value.normalize("NFKC").replace(/\D/g, "").slice(0, digits);
}

/** One field for a code; phones offer the digits, and what a message or password manager holds. */
export function CodeField({ label, description, value, onChange, digits = 6 }: Props) {
  return (
    <TextInput
      label={label}
      description={description}
      value={value}
      onChange={(event) => onChange(digitsOf(event.currentTarget.value, digits))}
      inputMode="numeric"
      autoComplete="one-time-code"
      placeholder={"0".repeat(digits)}
      size="md"
      classNames={{ input: classes.code }}
      required
      withAsterisk={false}
      data-autofocus
    />
  );
}
