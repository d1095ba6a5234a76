import type { S3Options } from "../../sdk/store/s3-objects.ts";
import { UsageError } from "./UsageError.ts";

/**
 * Reads which bucket is used.
 *
 * @param env The variables, as .env.example explains them.
 * @returns The bucket, or null where FISC_S3_ENDPOINT is not set.
 * @throws UsageError where another variable is missing or wrong.
 */
export function s3Options(env: NodeJS.ProcessEnv): S3Options | null {
  const endpoint = env["FISC_S3_ENDPOINT"];
  if (endpoint === undefined || endpoint === "") return null;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new UsageError(
      `FISC_S3_ENDPOINT is "${endpoint}".`,
      "The server is reached at an address that begins with http:// or https://.",
      "Set it as http://127.0.0.1:7480, or leave it empty for a folder.",
    );
  }
  const required = (name: string): string => {
    const value = env[name];
    if (value !== undefined && value !== "") return value;
    throw new UsageError(
      `${name} is not set.`,
      `FISC_S3_ENDPOINT says that documents are kept in a bucket at ${endpoint}.`,
      "Set it in the environment or in .env, or leave FISC_S3_ENDPOINT empty for a folder.",
    );
  };
  const region = env["FISC_S3_REGION"];
  const days = env["FISC_S3_RETAIN_DAYS"];
  if (days !== undefined && days !== "" && !/^[1-9]\d{0,4}$/.test(days)) {
    throw new UsageError(
      `FISC_S3_RETAIN_DAYS is "${days}".`,
      "It is a whole number of days, from 1 to 99999.",
      "Correct it, or leave it empty to lock nothing.",
    );
  }
  return {
    endpoint,
    bucket: required("FISC_S3_BUCKET"),
    accessKey: required("FISC_S3_ACCESS_KEY"),
    secretKey: required("FISC_S3_SECRET_KEY"),
    ...(region !== undefined && region !== "" && { region }),
    ...(days !== undefined && days !== "" && { retainDays: Number(days) }),
  };
}
