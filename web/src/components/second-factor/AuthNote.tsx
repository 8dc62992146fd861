import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useAuthMessage } from "./messages";

/** What was refused while signing in. Draws nothing without an error. */
export function AuthNote({ error }: { error: unknown }) {
  const message = useAuthMessage()(error);
  if (!message) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
      {message}
    </Alert>
  );
}
