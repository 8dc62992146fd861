import { type ReactNode, useState } from "react";
import { EraseModal } from "./EraseModal";
import { useDisclosure } from "./useDisclosure";

export interface PersonDeeds {
  disclose: () => void;
  erase: () => void;
  isPending: boolean;
  /** The dialogue before erasing; it outlives the menu that opened it. */
  dialogue: ReactNode;
}

/** Everything about one person as a file, or away for ever. */
export function usePersonDeeds(friendId: number, channelId: number): PersonDeeds {
  const [isErasing, setErasing] = useState(false);
  const disclose = useDisclosure(
    `/api/v1/friends/${friendId}/personal-data`,
    `personal-data-${friendId}.zip`,
  );
  return {
    disclose: () => disclose.mutate(),
    erase: () => setErasing(true),
    isPending: disclose.isPending,
    dialogue: isErasing ? (
      <EraseModal friendId={friendId} channelId={channelId} onClose={() => setErasing(false)} />
    ) : null,
  };
}
