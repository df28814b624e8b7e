import { crc32 } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage, encodePng } from "#lib/formats/image.ts";
import { picture, png } from "./files.ts";

const decode = (bytes: Uint8Array, size = 32) => decodeImage(bytes, size);
const first = (rgb: Uint8Array) => [...rgb.subarray(0, 3)];
const plain = (width: number, height: number, background = "#336699") =>
  sharp({ create: { width, height, channels: 3, background } });

describe("what is taken", () => {
  test.each(["png", "jpeg", "webp"] as const)(
    "%s at training size keeps its pixels exactly",
    async (format) => {
      const bytes = await picture(5).toFormat(format).toBuffer();
      const image = await decode(bytes);
      const reference = await sharp(bytes).raw().toBuffer();
      expect(Buffer.from(image.rgb).equals(reference)).toBe(true);
      expect(image).toMatchObject({ width: 32, height: 32, mime: `image/${format}`, shown: null });
    },
  );

  test("any pixels survive a round trip through PNG", () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 192, maxLength: 192 }), async (rgb) => {
        expect((await decode(await encodePng(rgb, 8), 8)).rgb).toEqual(Buffer.from(rgb));
      }),
      { numRuns: 20 },
    ));

  test("every depth and colour space becomes 8-bit sRGB with three channels", async () => {
    const base = plain(32, 32);
    const cases: [Promise<Buffer>, number[]][] = [
      [base.clone().toColourspace("rgb16").png().toBuffer(), [51, 102, 153]],
      [base.clone().png({ palette: true }).toBuffer(), [51, 102, 153]],
      [base.clone().greyscale().png().toBuffer(), [99, 99, 99]],
      [base.clone().toColourspace("grey16").png().toBuffer(), [99, 99, 99]],
    ];
    for (const [bytes, colour] of cases) expect(first((await decode(await bytes)).rgb)).toEqual(colour);
    const cmyk = first((await decode(await base.clone().toColourspace("cmyk").jpeg().toBuffer())).rgb);
    expect(cmyk).toHaveLength(3);
    expect(cmyk[2]).toBeGreaterThan(cmyk[0] ?? 255);
  });

  test("transparency is laid on mid grey", async () => {
    const clear = await sharp({ create: { width: 32, height: 32, channels: 4, background: "#ff000000" } })
      .png()
      .toBuffer();
    expect(first((await decode(clear)).rgb)).toEqual([128, 128, 128]);
  });

  test("other sizes: the centred square, scaled", async () => {
    const wide = await plain(300, 100, "#ffffff")
      .composite([{ input: await plain(100, 100, "#ff0000").png().toBuffer(), left: 100, top: 0 }])
      .png()
      .toBuffer();
    const { rgb, width, height } = await decode(wide);
    expect([width, height]).toEqual([300, 100]);
    // Away from the edges, where the scaling looks at its neighbours, all is red.
    for (let column = 4; column < 28; column++)
      expect([...rgb.subarray(column * 3, column * 3 + 3)]).toEqual([255, 0, 0]);
    const tiny = await decode(await plain(3, 2).png().toBuffer());
    expect(tiny.rgb).toHaveLength(32 * 32 * 3);
  });

  test("EXIF orientation turns the picture, for training and for showing", async () => {
    const upright = plain(64, 32, "#0000ff").composite([
      { input: await plain(64, 16, "#ff0000").png().toBuffer(), left: 0, top: 0 },
    ]);
    const flat = await upright.png().toBuffer();
    for (const format of ["jpeg", "png", "webp"] as const) {
      // Orientation 6: shown turned a quarter to the right, so the red upper half is on the right.
      const bytes = await sharp(flat).withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
      const { rgb, width, height, shown } = await decode(bytes);
      expect([width, height]).toEqual([32, 64]);
      const at = (x: number) => [...rgb.subarray((16 * 32 + x) * 3, (16 * 32 + x) * 3 + 3)];
      expect(at(28)[0]).toBeGreaterThan(200);
      expect(at(4)[2]).toBeGreaterThan(200);
      const seen = await sharp(shown?.bytes).autoOrient().raw().toBuffer({ resolveWithObject: true });
      expect([seen.info.width, seen.info.height]).toEqual([32, 64]);
    }
  });
});

describe("what is refused, each with its reason", () => {
  const text = (content: string) => Buffer.from(content);
  test.each([
    [
      "SVG",
      text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      "an SVG drawing",
    ],
    ["SVG with a declaration", text('<?xml version="1.0"?>\n<svg xmlns="x"/>'), "an SVG drawing"],
    ["HTML named .png", text("<!doctype html><script>alert(1)</script>"), "a web page"],
    ["GIF and script in one", text("GIF89a/*\x01\0*/=1;alert(1)"), "a GIF"],
    ["BMP", text("BM\0\0\0\0"), "a BMP"],
    ["TIFF", Buffer.from("49492a0008000000", "hex"), "a TIFF"],
    ["AVIF", Buffer.from("\0\0\0\x1cftypavif", "latin1"), "an AVIF"],
    ["PDF", text("%PDF-1.7"), "a PDF"],
    ["noise", Buffer.from("00112233445566", "hex"), "not a picture"],
    ["nothing", Buffer.alloc(0), "empty"],
    ["only a JPEG's first bytes", Buffer.from("ffd8ffe0", "hex"), "damaged or cut off"],
    ["only a PNG's first bytes", Buffer.from("89504e470d0a1a0a", "hex"), "damaged or cut off"],
    [
      "a WebP that claims more than it has",
      Buffer.from("RIFF\xff\0\0\0WEBPVP8 ", "latin1"),
      "damaged or cut off",
    ],
  ])("%s", async (_, bytes, reason) => {
    await expect(decode(bytes)).rejects.toThrow(reason);
  });

  test.each(["png", "jpeg", "webp"] as const)("a %s that is cut off anywhere", async (format) => {
    const bytes = await picture(3, 100).toFormat(format).toBuffer();
    for (const share of [0.1, 0.4, 0.8, 0.97])
      await expect(decode(bytes.subarray(0, Math.floor(bytes.length * share)))).rejects.toThrow(
        /damaged|cut off|not a picture/,
      );
  });

  test("damaged bytes inside never do more than refuse the one picture", async () => {
    const originals = await Promise.all(
      (["png", "jpeg", "webp"] as const).map((format) => picture(9, 40).toFormat(format).toBuffer()),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...originals), fc.nat(), fc.nat(255), async (original, at, value) => {
        const bytes = Buffer.from(original);
        bytes[at % bytes.length] = value;
        const result = await decode(bytes).then(
          ({ rgb }) => rgb.length,
          (error: unknown) => (error instanceof Error ? error.constructor.name : ""),
        );
        expect([32 * 32 * 3, "FormatError"]).toContain(result);
      }),
      { numRuns: 150 },
    );
  });

  test("a pixel bomb, by its header alone", async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(30_000, 0);
    header.writeUInt32BE(30_000, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const bomb = Buffer.concat([
      Buffer.from("89504e470d0a1a0a", "hex"),
      chunk("IHDR", header),
      chunk("IDAT", Buffer.alloc(100)),
      chunk("IEND", Buffer.alloc(0)),
    ]);
    await expect(decode(bomb)).rejects.toThrow("30000 × 30000 pixels");
    // The same claim where only the decoder would find it.
    const small = await plain(8, 8).jpeg().toBuffer();
    const frame = small.indexOf(Buffer.from("ffc0", "hex"));
    small.writeUInt16BE(60_000, frame + 5);
    small.writeUInt16BE(60_000, frame + 7);
    await expect(decode(small)).rejects.toThrow("60000 × 60000 pixels");
  });

  test("moving pictures", async () => {
    const frames = await sharp([await png(1), await png(2)], { join: { animated: true } })
      .webp()
      .toBuffer();
    await expect(decode(frames)).rejects.toThrow("animated");
    const still = await png(1);
    const moving = Buffer.concat([still.subarray(0, 33), chunk("acTL", Buffer.alloc(8)), still.subarray(33)]);
    await expect(decode(moving)).rejects.toThrow("animated");
  });
});

/** A PNG chunk with its checksum. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

describe("annotators see no metadata", () => {
  const secret = "CLASS-IS-CAT";
  const exif = { IFD0: { ImageDescription: secret, Artist: secret } };
  const segment = (marker: number, body: string) => {
    const bytes = Buffer.from(body, "latin1");
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(bytes.length + 2, 2);
    return Buffer.concat([head, bytes]);
  };
  const intoJpeg = (jpeg: Buffer, ...parts: Buffer[]) =>
    Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
  const intoPng = (file: Buffer, ...parts: Buffer[]) =>
    Buffer.concat([file.subarray(0, 33), ...parts, file.subarray(33)]);

  const telling: [string, () => Promise<Buffer>][] = [
    ["JPEG EXIF", () => picture(1).withExif(exif).jpeg().toBuffer()],
    ["JPEG comment", async () => intoJpeg(await picture(1).jpeg().toBuffer(), segment(0xfe, secret))],
    [
      "JPEG XMP",
      async () =>
        intoJpeg(
          await picture(1).jpeg().toBuffer(),
          segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${secret}`),
        ),
    ],
    [
      "JPEG IPTC",
      async () => intoJpeg(await picture(1).jpeg().toBuffer(), segment(0xed, `Photoshop 3.0\0${secret}`)),
    ],
    [
      "JPEG thumbnail",
      async () => intoJpeg(await picture(1).jpeg().toBuffer(), segment(0xe0, `JFXX\0${secret}`)),
    ],
    [
      "JPEG behind its end",
      async () => Buffer.concat([await picture(1).jpeg().toBuffer(), Buffer.from(secret)]),
    ],
    ["progressive JPEG with EXIF", () => picture(1).withExif(exif).jpeg({ progressive: true }).toBuffer()],
    ["PNG EXIF", () => picture(1).withExif(exif).png().toBuffer()],
    ["PNG text", async () => intoPng(await png(1), chunk("tEXt", Buffer.from(`Title\0${secret}`)))],
    [
      "PNG international text",
      async () => intoPng(await png(1), chunk("iTXt", Buffer.from(`Title\0\0\0\0\0${secret}`))),
    ],
    ["PNG private chunk", async () => intoPng(await png(1), chunk("prVt", Buffer.from(secret)))],
    ["PNG time", async () => intoPng(await png(1), chunk("tIME", Buffer.alloc(7)))],
    ["PNG behind its end", async () => Buffer.concat([await png(1), Buffer.from(secret)])],
    ["WebP EXIF", () => picture(1).withExif(exif).webp().toBuffer()],
    ["lossless WebP EXIF", () => picture(1).withExif(exif).webp({ lossless: true }).toBuffer()],
    [
      "WebP behind its end",
      async () => Buffer.concat([await picture(1).webp().toBuffer(), Buffer.from(secret)]),
    ],
  ];

  test.each(telling)("%s", async (_, make) => {
    const bytes = await make();
    const { shown, rgb, mime } = await decode(bytes);
    if (!shown) throw new Error("the metadata was not found");
    const copy = Buffer.from(shown.bytes);
    expect(copy.includes(secret)).toBe(false);
    expect(shown.mime).toBe(mime);
    // The pixels are the same, and a second look finds nothing more to take away.
    const again = await decode(copy);
    expect(Buffer.from(again.rgb).equals(rgb)).toBe(true);
    expect(again.shown).toBeNull();
    const { exif: left, xmp, iptc, comments } = await sharp(copy).metadata();
    expect([left, xmp, iptc, comments]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("orientation alone stays, without the words beside it", async () => {
    const bytes = await picture(1, 40, 20).withExif(exif).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const tagged = intoJpeg(bytes, segment(0xfe, secret));
    const { shown } = await decode(tagged);
    const copy = Buffer.from(shown?.bytes ?? []);
    expect(copy.includes(secret)).toBe(false);
    expect((await sharp(copy).metadata()).orientation).toBe(8);
  });
});
