import type { LineMessage } from "@/line";
import { box, type Json, layoutBubble, pictureBubble, productBubble, type Words } from "./bubbles";
import cafe from "./pictures/cafe.svg";
import salon from "./pictures/salon.svg";
import tart from "./pictures/tart.svg";

/** One message of every kind, in the reader's language. The key names it in `line:gallery.name`. */
export function samplesOf(t: Words): Record<string, LineMessage[]> {
  const uri = (label: string) => ({ type: "uri", label, uri: "https://example.com/" });
  const say = (label: string) => ({ type: "message", label, text: label });
  const template = (content: Json) => [{ type: "template", altText: t("alt"), template: content }];
  const flex = (contents: Json) => [{ type: "flex", altText: t("alt"), contents }];
  return {
    text: [{ type: "text", text: t("text") }],
    emoji: [
      {
        type: "text",
        text: `$ ${t("emoji")}`,
        emojis: [{ index: 0, productId: "5ac1bfd5040ab15980c9b435", emojiId: "001" }],
      },
      {
        type: "textV2",
        text: `{who} ${t("mention")}`,
        substitution: { who: { type: "mention", mentionee: { type: "all" } } },
      },
    ],
    sticker: [{ type: "sticker", packageId: "11537", stickerId: "52002734" }],
    image: [{ type: "image", originalContentUrl: tart, previewImageUrl: tart }],
    video: [{ type: "video", originalContentUrl: "/none.mp4", previewImageUrl: cafe }],
    audio: [{ type: "audio", originalContentUrl: "/none.m4a", duration: 63_000 }],
    location: [
      { type: "location", title: t("shop"), address: t("address"), latitude: 35.68, longitude: 139.76 },
    ],
    imagemap: [
      {
        type: "imagemap",
        baseUrl: `${tart}?`,
        altText: t("alt"),
        baseSize: { width: 1040, height: 693 },
        actions: [
          {
            type: "uri",
            label: t("open"),
            linkUri: "https://example.com/",
            area: { x: 0, y: 0, width: 520, height: 693 },
          },
          { type: "message", text: t("book"), area: { x: 520, y: 0, width: 520, height: 693 } },
        ],
      },
    ],
    buttons: template({
      type: "buttons",
      thumbnailImageUrl: salon,
      title: t("shop"),
      text: t("choose"),
      actions: [uri(t("book")), say(t("hours")), uri(t("open"))],
    }),
    confirm: template({ type: "confirm", text: t("question"), actions: [say(t("yes")), say(t("no"))] }),
    carousel: template({
      type: "carousel",
      columns: [
        {
          thumbnailImageUrl: tart,
          title: t("tart"),
          text: t("tartText"),
          actions: [uri(t("open")), say(t("book"))],
        },
        {
          thumbnailImageUrl: cafe,
          title: t("coffee"),
          text: t("coffeeText"),
          actions: [uri(t("open")), say(t("book"))],
        },
      ],
    }),
    imageCarousel: template({
      type: "image_carousel",
      columns: [tart, cafe, salon].map((imageUrl) => ({ imageUrl, action: uri(t("open")) })),
    }),
    flexBubble: flex(productBubble(t)),
    flexLayout: flex(layoutBubble(t)),
    flexCarousel: flex({
      type: "carousel",
      contents: [tart, cafe, salon].map((url) => pictureBubble(url, t("coffee"))),
    }),
    flexSizes: flex({
      type: "carousel",
      contents: ["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"].map((size) => ({
        type: "bubble",
        size,
        body: box("vertical", [
          { type: "text", text: size, weight: "bold" },
          { type: "text", text: t("tartText"), size: "xs", wrap: true },
        ]),
      })),
    }),
    coupon: [{ type: "coupon", couponId: "01JYNW8JMQVFBNWF1APF8Z3FS7" }],
    file: [{ type: "file", fileName: t("file"), fileSize: 2_411_724 }],
    unknown: [{ type: "hologram", anything: null }],
  };
}
