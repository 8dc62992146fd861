import { Button, Menu, Text } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./composer.module.css";
import type { Offered } from "./usePlaceholders";

interface Props {
  offered: readonly Offered[];
  onOpen: () => void;
  onChoose: (placeholder: Offered) => void;
}

/** What can be put into a text: what every organisation has, then its own fields. */
export function PlaceholderMenu({ offered, onOpen, onChoose }: Props) {
  const { t } = useTranslation("composer");
  const fields = offered.filter((one) => one.isField);
  const item = (one: Offered) => (
    <Menu.Item key={one.name} onClick={() => onChoose(one)}>
      {one.label}
      {one.hint ? (
        <Text size="xs" c="dimmed">
          {one.hint}
        </Text>
      ) : null}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-start" floatingStrategy="fixed">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconUserPlus size={15} />}
          onMouseDown={onOpen}
        >
          {t("placeholder.insert")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} className={classes.menu}>
        {offered.filter((one) => !one.isField).map(item)}
        {fields.length > 0 ? <Menu.Label>{t("placeholder.fields")}</Menu.Label> : null}
        {fields.map(item)}
      </Menu.Dropdown>
    </Menu>
  );
}
