import { deflateSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage, encodePng } from "#lib/formats/image.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { chunk, intoJpeg, intoPng, segment } from "../../hostile/pictures.ts";
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

describe("annotators see no metadata", () => {
  const secret = "CLASS-IS-CAT";
  const exif = { IFD0: { ImageDescription: secret, Artist: secret } };
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

  test("a turned picture is written upright, without EXIF", async () => {
    const bytes = await picture(1, 40, 20).withExif(exif).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const { shown } = await decode(intoJpeg(bytes, segment(0xfe, secret)));
    const copy = Buffer.from(shown?.bytes ?? []);
    expect(copy.includes(secret)).toBe(false);
    const { width, height, orientation, exif: left } = await sharp(copy).metadata();
    expect([width, height, orientation, left]).toEqual([20, 40, undefined, undefined]);
  });

  test("a profile is carried out and goes, name and all: what is shown has the colours of the training pixels", async () => {
    for (const format of ["png", "jpeg", "webp"] as const) {
      const bytes = await plain(32, 32, "#c04020").withIccProfile("p3").toFormat(format).toBuffer();
      const { rgb, shown } = await decode(bytes);
      const copy = Buffer.from(shown?.bytes ?? []);
      expect((await sharp(copy).metadata()).icc).toBeUndefined();
      const [seen, trained] = [first((await decode(copy)).rgb), first(rgb)];
      for (const [channel, value] of seen.entries())
        expect(Math.abs(value - (trained[channel] ?? 0))).toBeLessThanOrEqual(3);
    }
    const profile = deflateSync(Buffer.from("no profile at all"));
    const named = intoPng(
      await png(1),
      chunk("iCCP", Buffer.concat([Buffer.from(`${secret}\0\0`), profile])),
    );
    const outcome = await decode(named).then(
      ({ shown }) => Buffer.from(shown?.bytes ?? []).includes(secret),
      (error: unknown) => (error instanceof FormatError ? "refused" : error),
    );
    expect([false, "refused"]).toContain(outcome);
  });
});

describe("an original is shown as it is only where it is strict", () => {
  const density = (x: number) => {
    const body = Buffer.from("JFIF\0\x01\x01\x01\0\0\0\0\0\0", "latin1");
    body.writeUInt16BE(x, 8);
    body.writeUInt16BE(x, 10);
    return segment(0xe0, body.toString("latin1"));
  };
  const pHYs = (x: number) => {
    const body = Buffer.alloc(9, 1);
    body.writeUInt32BE(x, 0);
    body.writeUInt32BE(x, 4);
    return chunk("pHYs", body);
  };

  test.each<[string, boolean, () => Promise<Buffer>]>([
    ["a PNG with pixels only", true, strictPng],
    ["a JPEG with tables and pixels only", true, () => picture(3).jpeg().toBuffer()],
    ["JFIF at 72 dots an inch", true, async () => intoJpeg(await picture(3).jpeg().toBuffer(), density(72))],
    [
      "JFIF at a number of one's choice",
      false,
      async () => intoJpeg(await picture(3).jpeg().toBuffer(), density(77)),
    ],
    ["JFIF twice", false, async () => intoJpeg(await picture(3).jpeg().toBuffer(), density(72), density(72))],
    [
      "fill bytes between segments",
      false,
      async () => intoJpeg(await picture(3).jpeg().toBuffer(), Buffer.from("ffff", "hex")),
    ],
    ["sRGB said in a chunk", true, async () => intoPng(await strictPng(), chunk("sRGB", Buffer.from([0])))],
    ["square pixels of libvips", true, async () => intoPng(await strictPng(), pHYs(1000))],
    ["a resolution of one's choice", false, async () => intoPng(await strictPng(), pHYs(1001))],
    ["a background", false, async () => intoPng(await strictPng(), chunk("bKGD", Buffer.alloc(6, 9)))],
    [
      "another gamma",
      false,
      async () => intoPng(await strictPng(), chunk("gAMA", Buffer.from("00010000", "hex"))),
    ],
  ])("%s: %s", async (_, strict, make) => {
    const bytes = await make();
    const { shown, rgb } = await decode(bytes);
    expect(shown === null).toBe(strict);
    if (!shown) return;
    const again = await decode(shown.bytes);
    expect(again.shown).toBeNull();
    expect(Buffer.from(again.rgb).equals(rgb)).toBe(true);
  });
});

/** Critical chunks only. */
async function strictPng(): Promise<Buffer> {
  const bytes = await png(3);
  const at = bytes.indexOf("pHYs") - 4;
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 21)]);
}
