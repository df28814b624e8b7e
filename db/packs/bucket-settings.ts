import { z } from "zod";
import { Expected } from "#lib/expected.ts";

/**
 * Where packs are kept when not on the disk, and for how long, as the environment says. Whom the service takes us
 * for is the SDK's business: its usual chain of environment, files and roles.
 */

const megabytes = z.coerce
  .number()
  .min(1)
  .transform((mb) => mb * 1e6);

const settings = z
  .object({
    TANDEM_S3_BUCKET: z.string().min(1),
    TANDEM_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    TANDEM_S3_REGION: z.string().min(1).optional(),
    TANDEM_S3_PREFIX: z
      .string()
      .regex(/^[\w!.*'()-][\w!.*'()/-]*$/)
      .optional(),
    TANDEM_S3_PATH_STYLE: z.enum(["0", "1"]).optional(),
    TANDEM_S3_CACHE_MB: megabytes.default(1e9),
    TANDEM_S3_KEEP_DAYS: z.coerce.number().min(0).default(30),
    AWS_REGION: z.string().optional(),
  })
  .transform((env) => ({
    bucket: env.TANDEM_S3_BUCKET,
    /** null: Amazon's own */
    endpoint: env.TANDEM_S3_ENDPOINT ?? null,
    region: env.TANDEM_S3_REGION ?? env.AWS_REGION ?? "us-east-1",
    /** what the keys of all objects begin with; "" or something that ends with a slash */
    prefix: (env.TANDEM_S3_PREFIX ?? "").replace(/(?<=[^/])$/, "/"),
    /** address/bucket/key instead of bucket.address/key, as services other than Amazon's want it */
    pathStyle: env.TANDEM_S3_PATH_STYLE ? env.TANDEM_S3_PATH_STYLE === "1" : Boolean(env.TANDEM_S3_ENDPOINT),
    /** of pictures on the disk, bytes */
    cacheBytes: env.TANDEM_S3_CACHE_MB,
    /** how long an object stays that no pack needs any more, ms */
    keepMs: env.TANDEM_S3_KEEP_DAYS * 86_400_000,
  }));

export type BucketSettings = z.output<typeof settings>;

/**
 * @returns null where no bucket is set: packs stay on the disk
 * @throws Expected naming the setting that cannot be used
 */
export function bucketSettings(
  env: Readonly<Record<string, string | undefined>> = process.env,
): BucketSettings | null {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  if (given.TANDEM_S3_BUCKET === undefined) return null;
  const { data, error } = settings.safeParse(given);
  if (data) return data;
  throw new Expected(`${String(error.issues[0]?.path[0])} cannot be used as it is set (.env.example).`);
}
