import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Menu,
  SegmentedControl,
  Text,
  Title,
  useMantineColorScheme,
} from "@mantine/core";
import { IconActivity, IconSettings, IconUserPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, type Language } from "@/app/i18n";
import { ClockBar } from "./ClockBar";
import styles from "./desk.module.css";
import { TroubleMenu } from "./TroubleMenu";

interface Props {
  isNarrow: boolean;
  isTrafficOpen: boolean;
  onTraffic: () => void;
  /** Absent when no more phones fit. */
  onAdd?: () => void;
}

export function TopBar({ isNarrow, isTrafficOpen, onTraffic, onAdd }: Props) {
  const { t } = useTranslation("phone");
  const buttons = (
    <Group gap="xs" wrap="nowrap">
      {isNarrow ? (
        <ActionIcon size="lg" onClick={onAdd} disabled={!onAdd} aria-label={t("add.button")}>
          <IconUserPlus size={20} />
        </ActionIcon>
      ) : (
        <Button leftSection={<IconUserPlus size={18} />} onClick={onAdd} disabled={!onAdd}>
          {t("add.button")}
        </Button>
      )}
      <TroubleMenu isNarrow={isNarrow} />
      <ActionIcon
        size="lg"
        variant={isTrafficOpen ? "light" : "default"}
        onClick={onTraffic}
        aria-pressed={isTrafficOpen}
        aria-label={t("traffic.title")}
        title={t("traffic.title")}
      >
        <IconActivity size={20} />
      </ActionIcon>
      <LooksMenu />
    </Group>
  );
  const title = (
    <Group gap="xs" wrap="nowrap">
      <Title order={1}>{t("title")}</Title>
      <Badge color="gray" variant="light" tt="none" visibleFrom="lg">
        {t("notReal")}
      </Badge>
    </Group>
  );
  if (isNarrow) {
    return (
      <div className={styles.narrowBar}>
        <div className={styles.row}>
          <div className={styles.grow}>{title}</div>
          {buttons}
        </div>
        <ClockBar isNarrow />
      </div>
    );
  }
  return (
    <div className={styles.bar}>
      <div className={styles.grow}>{title}</div>
      <ClockBar />
      {buttons}
    </div>
  );
}

/** Language, light and dark: this page has no sign-in, so the browser remembers them. */
function LooksMenu() {
  const { t, i18n } = useTranslation("phone");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={260} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon size="lg" variant="default" aria-label={t("looks.title")} title={t("looks.title")}>
          <IconSettings size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("looks.language")}</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("looks.language")}
          value={i18n.language}
          onChange={(value) => void chooseLanguage(value as Language)}
          data={[
            { value: "ja", label: "日本語" },
            { value: "en", label: "English" },
          ]}
        />
        <Menu.Label>{t("looks.theme")}</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("looks.theme")}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}
          data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`looks.${value}`) }))}
        />
        <Menu.Divider />
        <Text size="xs" c="dimmed" p="xs">
          {t("looks.note")}
        </Text>
      </Menu.Dropdown>
    </Menu>
  );
}
