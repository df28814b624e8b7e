"use client";

import { useState } from "react";
import { Field, Select } from "../_ui/field.tsx";
import { type InstallationLaunches, type LauncherId, launcherIds, launcherNames } from "#lib/launching.ts";

type Props = {
  launch: InstallationLaunches | null;
  /** what may be chosen; what is chosen already may stay */
  offered?: readonly LauncherId[];
  /** who decides when nothing is chosen; absent: nobody, something has to be chosen */
  otherwise?: string;
  /** may say what schedulers run */
  operator?: boolean;
  problems?: Record<string, string> | undefined;
};

/** Where trainings are done, and what a scheduler is asked for. */
export function LaunchFields({
  launch: kept,
  offered = launcherIds,
  otherwise,
  operator = false,
  problems = {},
}: Props) {
  const [launcher, setLauncher] = useState<string>(kept?.launcher ?? (otherwise ? "" : "local"));
  const scheduled = launcher === "slurm" || launcher === "kubernetes";
  const slurm = launcher === "slurm";
  const launch = slurm ? kept?.slurm : kept?.kubernetes;
  const choices = launcherIds.filter((id) => offered.includes(id) || id === kept?.launcher);
  return (
    <div className="flex flex-col gap-5">
      <Select
        label="Trainings run on"
        name="launcher"
        value={launcher}
        onChange={({ target: { value } }) => setLauncher(value)}
        problem={problems.launcher}
      >
        {otherwise && <option value="">as set for {otherwise}</option>}
        {choices.map((id) => (
          <option key={id} value={id}>
            {launcherNames[id]}
          </option>
        ))}
      </Select>
      {scheduled && (
        <div key={launcher} className="grid items-start gap-5 sm:grid-cols-2">
          <Field
            label={slurm ? "Partition" : "Kueue’s queue"}
            name="queue"
            defaultValue={launch?.queue ?? ""}
            problem={problems.queue}
            hint={slurm ? "Empty: Slurm’s default." : "Empty: none, a Job begins when there is a node."}
          />
          <Field
            label="Graphics cards"
            name="cards"
            type="number"
            min={0}
            defaultValue={launch?.cards ?? 0}
            problem={problems.cards}
          />
          <Field
            label={slurm ? "Type of card" : "Resource name of cards"}
            name="cardKind"
            defaultValue={launch?.cardKind ?? ""}
            problem={problems.cardKind}
            hint={slurm ? "As in gres; empty: any." : "Empty: nvidia.com/gpu."}
          />
          <Field
            label="Cores"
            name="cores"
            type="number"
            min={1}
            defaultValue={launch?.cores ?? 2}
            problem={problems.cores}
          />
          <Field
            label="Memory, MB"
            name="memory"
            type="number"
            min={100}
            defaultValue={launch?.memory ?? ""}
            problem={problems.memory}
            hint="Empty: the default."
          />
          <Field
            label="Time limit, minutes"
            name="minutes"
            type="number"
            min={1}
            defaultValue={launch?.minutes ?? ""}
            problem={problems.minutes}
            hint="A training that reaches it goes on at its last epoch as a new task. Empty: the default."
          />
        </div>
      )}
      {operator && scheduled && (
        <div
          key={`${launcher}, operator`}
          className="grid items-start gap-5 border-t border-line pt-5 sm:grid-cols-2"
        >
          {slurm ? (
            <Field
              label="More sbatch options"
              name="flags"
              defaultValue={launch?.flags?.join(" ") ?? ""}
              problem={Object.entries(problems).find(([name]) => name.startsWith("flags"))?.[1]}
              hint="Separated by spaces, such as --account=lab --constraint=a100."
            />
          ) : (
            <>
              <Field
                label="Namespace"
                name="namespace"
                defaultValue={launch?.namespace ?? "default"}
                problem={problems.namespace}
              />
              <Field
                label="Image"
                name="image"
                defaultValue={launch?.image ?? ""}
                problem={problems.image}
                hint="With Tandem’s code, as its Dockerfile makes it."
              />
              <Field
                label="Volume claim"
                name="claim"
                defaultValue={launch?.claim ?? ""}
                problem={problems.claim}
                hint="Of the volume that holds the shared folder."
              />
              <Field
                label="Mounted at"
                name="mount"
                defaultValue={launch?.mount ?? ""}
                problem={problems.mount}
                hint="The same path as on this machine."
              />
            </>
          )}
          <Field
            label="Command that starts Tandem there"
            name="command"
            defaultValue={launch?.command ?? ""}
            problem={problems.command}
            hint={
              slurm
                ? "Empty: this Node and this code, at the same path."
                : "Empty: node /app/workers/tandem.js."
            }
          />
        </div>
      )}
    </div>
  );
}
