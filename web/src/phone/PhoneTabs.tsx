import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import styles from "./desk.module.css";
import type { OpenPhone } from "./openPhones";
import { useHome } from "./queries";

interface Props {
  phones: OpenPhone[];
  front: string;
  onFront: (userId: string) => void;
}

/** Where there is room for one phone only: which one lies on top. */
export function PhoneTabs({ phones, front, onFront }: Props) {
  const { t } = useTranslation("phone");
  return (
    <nav className={styles.tabs} aria-label={t("phones")}>
      {phones.map(({ userId }) => (
        <PhoneTab key={userId} userId={userId} isFront={userId === front} onFront={onFront} />
      ))}
    </nav>
  );
}

function PhoneTab({
  userId,
  isFront,
  onFront,
}: {
  userId: string;
  isFront: boolean;
  onFront: (id: string) => void;
}) {
  const { data } = useHome(userId);
  return (
    <Button
      size="xs"
      radius="xl"
      flex="none"
      variant={isFront ? "filled" : "default"}
      aria-current={isFront}
      onClick={() => onFront(userId)}
    >
      {data?.display_name ?? "…"}
    </Button>
  );
}
