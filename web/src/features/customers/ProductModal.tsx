import { Autocomplete, Button, Group, Modal, NumberInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { ProductOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";

interface Props {
  /** Null for a new one. */
  product: ProductOut | null;
  categories: string[];
  onClose: () => void;
}

/** A product by hand; orders bring new ones by themselves. */
export function ProductModal({ product, categories, onClose }: Props) {
  const { t } = useTranslation("customers");
  const client = useQueryClient();
  const form = useForm({
    initialValues: {
      sku: product?.sku ?? "",
      name: product?.name ?? "",
      category: product?.category ?? "",
      price: (product?.price ?? "") as number | string,
    },
  });
  const save = useMutation({
    mutationFn: ({ is_archived }: { is_archived?: boolean }) => {
      const { sku, name, category, price } = form.values;
      const body = { name, category, price: price === "" ? null : Number(price) };
      if (product === null) return answer(api.POST("/api/v1/products", { body: { ...body, sku } }));
      const params = { path: { product_id: product.id } };
      return answer(api.PATCH("/api/v1/products/{product_id}", { params, body: { ...body, is_archived } }));
    },
    onSuccess: async () => {
      notifications.show({ message: t("common:action.saved") });
      onClose();
      await client.invalidateQueries({ queryKey: ["customers"] });
    },
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  const isArchived = product !== null && product.archived_at !== null;
  return (
    <Modal opened onClose={onClose} title={product?.name ?? t("products.new")}>
      <form onSubmit={form.onSubmit(() => save.mutate({}))}>
        <Stack>
          <ErrorNote error={save.error} />
          <TextInput
            required
            disabled={product !== null}
            label={t("products.sku")}
            description={t("products.skuHint")}
            {...form.getInputProps("sku")}
            error={problems.sku}
          />
          <TextInput
            required
            label={t("products.name")}
            {...form.getInputProps("name")}
            error={problems.name}
          />
          <Autocomplete
            label={t("products.category")}
            data={categories}
            {...form.getInputProps("category")}
            error={problems.category}
          />
          <NumberInput
            label={t("products.price")}
            min={0}
            allowDecimal={false}
            thousandSeparator=","
            suffix={t("yenSuffix")}
            {...form.getInputProps("price")}
            error={problems.price}
          />
          <Group justify="space-between">
            {product ? (
              <Button
                variant="subtle"
                color="gray"
                disabled={save.isPending}
                onClick={() => save.mutate({ is_archived: !isArchived })}
              >
                {t(isArchived ? "show.restore" : "common:action.archive")}
              </Button>
            ) : (
              <span />
            )}
            <Group>
              <Button variant="default" onClick={onClose}>
                {t("common:action.cancel")}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {t("common:action.save")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
