import type { LineMessage } from "@/line";
import cafe from "./pictures/cafe.svg";
import salon from "./pictures/salon.svg";
import star from "./pictures/star.svg";
import tart from "./pictures/tart.svg";

type Words = (key: string) => string;
type Json = Record<string, unknown>;

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

function box(layout: string, contents: Json[], more: Json = {}): Json {
  return { type: "box", layout, contents, ...more };
}

function productBubble(t: Words): Json {
  const stars = Array.from({ length: 5 }, () => ({ type: "icon", url: star, size: "sm" }));
  const row = (left: string, right: string) =>
    box(
      "baseline",
      [
        { type: "text", text: left, color: "#6b7079", size: "sm", flex: 1 },
        { type: "text", text: right, color: "#444444", size: "sm", flex: 4, wrap: true },
      ],
      { spacing: "sm" },
    );
  return {
    type: "bubble",
    hero: { type: "image", url: cafe, size: "full", aspectRatio: "20:13", aspectMode: "cover" },
    body: box("vertical", [
      { type: "text", text: t("coffee"), weight: "bold", size: "xl" },
      box(
        "baseline",
        [...stars, { type: "text", text: "4.8", size: "sm", color: "#6b7079", margin: "md", flex: 0 }],
        { margin: "md" },
      ),
      box("vertical", [row(t("place"), t("address")), row(t("time"), "10:00 - 19:00")], {
        margin: "lg",
        spacing: "sm",
      }),
    ]),
    footer: box(
      "vertical",
      [
        {
          type: "button",
          style: "primary",
          height: "sm",
          action: { type: "uri", label: t("book"), uri: "https://example.com/" },
        },
        {
          type: "button",
          style: "secondary",
          height: "sm",
          action: { type: "message", label: t("hours"), text: t("hours") },
        },
        {
          type: "button",
          style: "link",
          height: "sm",
          action: { type: "uri", label: t("open"), uri: "tel:0312345678" },
        },
      ],
      { spacing: "sm" },
    ),
    styles: { footer: { separator: true } },
  };
}

function layoutBubble(t: Words): Json {
  const mark = (words: string, colour: string) =>
    box("vertical", [{ type: "text", text: words, size: "xs", color: "#ffffff", align: "center" }], {
      backgroundColor: colour,
      cornerRadius: "md",
      paddingAll: "xs",
    });
  return {
    type: "bubble",
    size: "kilo",
    body: box("vertical", [
      box(
        "horizontal",
        [
          mark("1", "#3964ba"),
          { ...mark("2", "#b5485d"), flex: 2 },
          { ...mark("60px", "#2f7d5b"), width: "60px" },
        ],
        { spacing: "sm" },
      ),
      { type: "separator", margin: "lg", color: "#c9ccd3" },
      {
        type: "text",
        wrap: true,
        margin: "lg",
        contents: [
          { type: "span", text: t("bold"), weight: "bold" },
          { type: "span", text: t("red"), color: "#d8334a", decoration: "underline" },
          { type: "span", text: t("small"), size: "xs", style: "italic" },
        ],
      },
      {
        type: "text",
        text: t("tartText"),
        wrap: true,
        maxLines: 2,
        size: "sm",
        margin: "md",
        lineSpacing: "6px",
      },
      box(
        "horizontal",
        [
          { type: "text", text: t("left"), align: "start" },
          { type: "text", text: t("right"), align: "end" },
        ],
        { margin: "md" },
      ),
      box(
        "vertical",
        [{ type: "text", text: t("gradient"), color: "#ffffff", align: "center", weight: "bold" }],
        {
          margin: "md",
          paddingAll: "lg",
          cornerRadius: "lg",
          background: { type: "linearGradient", angle: "90deg", startColor: "#3964ba", endColor: "#b5485d" },
        },
      ),
      box("vertical", [{ type: "text", text: t("border"), size: "sm", align: "center" }], {
        margin: "md",
        borderWidth: "medium",
        borderColor: "#2f7d5b",
        cornerRadius: "xxl",
        paddingAll: "sm",
      }),
    ]),
  };
}

function pictureBubble(url: string, words: string): Json {
  return {
    type: "bubble",
    size: "micro",
    body: box(
      "vertical",
      [
        { type: "image", url, size: "full", aspectMode: "cover", aspectRatio: "2:3" },
        box(
          "vertical",
          [{ type: "text", text: words, color: "#ffffff", size: "sm", weight: "bold", wrap: true }],
          {
            position: "absolute",
            offsetBottom: "0px",
            offsetStart: "0px",
            offsetEnd: "0px",
            backgroundColor: "#000000aa",
            paddingAll: "12px",
          },
        ),
        box("vertical", [{ type: "text", text: "SALE", color: "#ffffff", size: "xs", align: "center" }], {
          position: "absolute",
          offsetTop: "10px",
          offsetStart: "10px",
          width: "48px",
          backgroundColor: "#d8334a",
          cornerRadius: "20px",
          paddingAll: "2px",
        }),
      ],
      { paddingAll: "0px" },
    ),
  };
}
