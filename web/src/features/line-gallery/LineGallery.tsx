import { Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { type LineAction, MessageBubbles, PhoneFrame, QuickReplies } from "@/line";
import classes from "./LineGallery.module.css";
import { samplesOf } from "./samples";

/** Every kind of message beside its name, to be compared with LINE's own app. */
export function LineGallery() {
  const { t } = useTranslation("line");
  const [tapped, setTapped] = useState<LineAction>();
  const samples = samplesOf((key) => t(`gallery.sample.${key}`));
  return (
    <Page>
      <PageHeader title={t("gallery.title")} hint={t("gallery.hint")} />
      <Text size="sm" aria-live="polite" className={classes.tapped}>
        {tapped
          ? t("gallery.tapped", { action: JSON.stringify(tapped).slice(0, 300) })
          : t("gallery.nothingTapped")}
      </Text>
      <div className={classes.samples}>
        {Object.entries(samples).map(([name, messages]) => (
          <section key={name} className={classes.sample}>
            <Title order={2} size="sm" mb={6}>
              {t(`gallery.name.${name}`)}
            </Title>
            <div className={classes.talk}>
              <MessageBubbles
                side="account"
                messages={messages}
                senderName={t("gallery.sample.shop")}
                time="10:24"
                onTap={setTapped}
              />
            </div>
          </section>
        ))}
        <section className={classes.sample}>
          <Title order={2} size="sm" mb={6}>
            {t("gallery.name.phone")}
          </Title>
          <PhoneFrame
            title={t("gallery.sample.shop")}
            height={520}
            quickReplies={
              <QuickReplies
                onTap={setTapped}
                items={[
                  {
                    type: "action",
                    action: {
                      type: "message",
                      label: t("gallery.sample.yes"),
                      text: t("gallery.sample.yes"),
                    },
                  },
                  { type: "action", action: { type: "location", label: t("gallery.sample.place") } },
                  { type: "action", action: { type: "camera", label: t("gallery.sample.camera") } },
                ]}
              />
            }
          >
            <MessageBubbles
              side="account"
              senderName={t("gallery.sample.shop")}
              messages={samples.text ?? []}
              time="10:24"
              onTap={setTapped}
            />
            <MessageBubbles
              side="friend"
              messages={[{ type: "text", text: t("gallery.sample.reply") }]}
              time="10:25"
              isRead
              onTap={setTapped}
            />
          </PhoneFrame>
        </section>
      </div>
    </Page>
  );
}
