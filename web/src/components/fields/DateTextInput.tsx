import { ActionIcon, TextInput, type TextInputProps } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./fields.module.css";

interface Props extends Omit<TextInputProps, "onChange" | "value" | "type"> {
  value: string;
  onChange: (value: string) => void;
  withTime?: boolean;
}

/** A date as people write it, 令和6年1月5日 as well as 2024/1/5: the server reads it. Or one from the calendar. */
export function DateTextInput({ value, onChange, withTime = false, ...rest }: Props) {
  const { t } = useTranslation("fields");
  const calendar = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.date}>
      <TextInput
        {...rest}
        value={value}
        placeholder={withTime ? "2024/1/5 13:30" : "2024/1/5"}
        onChange={(event) => onChange(event.currentTarget.value)}
        rightSection={
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("input.calendar")}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => calendar.current?.showPicker()}
          >
            <IconCalendar size={16} />
          </ActionIcon>
        }
      />
      <input
        ref={calendar}
        className={classes.calendar}
        type={withTime ? "datetime-local" : "date"}
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          if (event.currentTarget.value) onChange(event.currentTarget.value.replace("T", " "));
        }}
      />
    </div>
  );
}
