import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { ImportChangeIn, ImportOut } from "@/api/schema.gen";
import { importQuery } from "./queries";

function useKeep(id: number) {
  const client = useQueryClient();
  return (found: ImportOut) => {
    client.setQueryData(importQuery(id).queryKey, found);
    void client.invalidateQueries({ queryKey: ["operations", "imports"] });
  };
}

/** Changes how the file is read or what its columns mean; the last answer stays on the screen. */
export function useChangeImport(id: number) {
  const onSuccess = useKeep(id);
  return useMutation({
    mutationFn: (body: Partial<ImportChangeIn>) =>
      answer(
        api.PATCH("/api/v1/imports/{import_id}", {
          params: { path: { import_id: id } },
          body: body as ImportChangeIn,
        }),
      ),
    onSuccess,
    scope: { id: `import-${id}` },
  });
}

/** Starts the dry run, or the run. */
export function useStartImport(id: number, phase: "check" | "run") {
  const onSuccess = useKeep(id);
  return useMutation({
    mutationFn: () =>
      answer(api.POST(`/api/v1/imports/{import_id}/${phase}`, { params: { path: { import_id: id } } })),
    onSuccess,
    scope: { id: `import-${id}` },
  });
}
