import { Text, TextInput } from "@mantine/core";
import { lengthOf } from "./count";

interface Props {
  label: string;
  value: string;
  limit: number;
  unit?: "utf16" | "letters";
  onChange: (value: string) => void;
  error?: string;
  description?: string;
  placeholder?: string;
  type?: "text" | "url" | "tel";
  required?: boolean;
}

/** A line of text that tells how much of LINE's limit is used. */
export function CountedInput({ value, limit, unit = "letters", onChange, ...input }: Props) {
  const length = lengthOf(value, unit);
  return (
    <TextInput
      {...input}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSectionWidth={70}
      rightSectionPointerEvents="none"
      rightSection={<Count length={length} limit={limit} />}
    />
  );
}

export function Count({ length, limit }: { length: number; limit: number }) {
  const isOver = length > limit;
  return (
    <Text size="xs" c={isOver ? "red" : "dimmed"} fw={isOver ? 700 : 400} component="span">
      {length.toLocaleString()}/{limit.toLocaleString()}
    </Text>
  );
}
