import {
  type InstallationLaunches,
  launcherIds,
  type LauncherId,
  launchOf,
  type LaunchSettings,
} from "./launching.ts";
import { sbatchFlag } from "./sbatch-flags.ts";

/** Settings that a scheduler would refuse, told before anything is given to it. */

/** One sentence for each field. */
export type LaunchProblems = Partial<Record<keyof LaunchSettings, string>>;

/** Names as Kubernetes checks them: RFC 1123's labels and subdomains, and the values of its own labels. */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelValue = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** Registry, path, tag and digest, as the distribution specification has them. */
const image =
  /^([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:\d+)?\/)?[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@[a-z0-9]+:[0-9a-f]{32,})?$/;

/** As "nvidia.com/gpu". */
function isResource(name: string): boolean {
  const [domain = "", kind = "", ...more] = name.split("/");
  return more.length === 0 && subdomain.test(domain) && labelValue.test(kind);
}

const checks: Partial<Record<LauncherId, (settings: LaunchSettings) => LaunchProblems>> = {
  slurm({ flags }) {
    const wrong = flags.map((flag) => sbatchFlag.safeParse(flag)).find(({ success }) => !success);
    return wrong?.error ? { flags: wrong.error.issues[0]?.message ?? "This is not valid." } : {};
  },
  kubernetes: ({ namespace, queue, cardKind, image: name, claim, mount }) => ({
    ...(!label.test(namespace) && {
      namespace: "A namespace has lower-case letters, digits and hyphens, 63 characters at most.",
    }),
    ...(queue !== "" &&
      !labelValue.test(queue) && {
        queue:
          "A queue’s name has letters, digits and . _ -, 63 characters at most, and begins and ends with a letter or digit.",
      }),
    ...(cardKind !== "" &&
      !isResource(cardKind) && {
        cardKind: "A resource’s name is a domain, a slash and a name: nvidia.com/gpu.",
      }),
    ...(name === ""
      ? { image: "Kubernetes needs the name of an image with Tandem’s code." }
      : !image.test(name) && {
          image: "This is no image’s name; it would be like registry.lab/team/tandem:1.",
        }),
    ...(claim === ""
      ? { claim: "Kubernetes needs the volume claim that holds the shared folder." }
      : !subdomain.test(claim) && {
          claim: "A volume claim’s name has lower-case letters, digits, hyphens and dots.",
        }),
    ...(mount === ""
      ? { mount: "Kubernetes needs to know where the volume is mounted." }
      : !/^\/[^:]*[^:/]\/?$/.test(mount) && {
          mount: "This must be a path below /, without a colon.",
        }),
  }),
};

/** @returns by field; nothing where all is well */
export const launchProblems = (settings: LaunchSettings): LaunchProblems =>
  checks[settings.launcher]?.(settings) ?? {};

/** Launchers that projects and runs may choose: those that the installation has settings for that can work. */
export const launchersSetUp = (installation: InstallationLaunches | null): LauncherId[] =>
  launcherIds.filter(
    (launcher) =>
      launcher === "local" ||
      (installation?.[launcher] !== undefined &&
        Object.keys(launchProblems(launchOf({ ...installation, launcher }))).length === 0),
  );
