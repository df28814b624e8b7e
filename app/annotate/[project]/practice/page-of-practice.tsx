"use client";

import "../annotate.css";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { placeClasses, type ProjectClasses } from "../class-layout.ts";
import { type Example, HelpDialog } from "../help-dialog.tsx";
import { noteRead } from "../note-read.ts";
import type { OwnSettings } from "../settings-dialog.tsx";
import { usePreference } from "../use-preference.ts";
import { askPractice, type Feedback, type Practice } from "./ask.ts";
import { Intro } from "./intro.tsx";
import { OutcomeOf } from "./outcome.tsx";
import { Round } from "./round.tsx";

/** A picture that was answered just now, and what came of it. */
export type Told = Feedback & { picture: string };

/** What comes before labelling: what practice is, its pictures one by one, and what came of them. */
export function PracticePage(props: {
  project: ProjectClasses & { id: number; slug: string; name: string };
  practice: Practice;
  settings: OwnSettings;
  /** rendered; null where there are none */
  instructions: ReactNode;
  examples: Example[];
  /** of instructions that the person has not read yet */
  unread: string | null;
}) {
  const { project, settings, instructions, examples, unread } = props;
  const { slug, name, classes } = project;
  const router = useRouter();
  const [loaded, setLoaded] = useState(props.practice);
  const [practice, setPractice] = useState(props.practice);
  if (loaded !== props.practice) {
    setLoaded(props.practice);
    setPractice(props.practice);
  }
  const [told, setTold] = useState<Told | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [help, setHelp] = useState<"help" | "first help" | null>(null);
  const [instructed, setInstructed] = useState(unread === null);
  const [singleKeys, setSingleKeys] = usePreference("single-keys", true);
  const placed = placeClasses(project, settings);

  const ask = async (answer?: { picture: string; label: number | null }) => {
    setBusy(true);
    const done = await askPractice(slug, answer);
    setBusy(false);
    setProblem(done.ok ? null : done.message);
    if (!done.ok) return;
    const { feedback, practice: now } = done.value;
    setPractice(now);
    if (answer && feedback) setTold({ picture: answer.picture, ...feedback });
  };
  const begin = () => (instructed ? void ask() : setHelp("first help"));
  const closeHelp = () => {
    const first = help === "first help";
    setHelp(null);
    if (!first) return;
    if (unread !== null) noteRead(project.id, unread);
    setInstructed(true);
    void ask();
  };

  const { open, last } = practice;
  const common = { name, practice, problem, busy };
  return (
    <>
      {told !== null || open !== null ? (
        <Round
          {...common}
          project={slug}
          classes={classes}
          placed={placed}
          told={told}
          singleKeys={singleKeys}
          covered={help !== null}
          onSingleKeys={setSingleKeys}
          onAnswer={(picture, label) => void ask({ picture, label })}
          onNext={() => setTold(null)}
          onAgain={() => void ask()}
          onHelp={() => setHelp("help")}
        />
      ) : last ? (
        <OutcomeOf
          {...common}
          outcome={last}
          project={slug}
          classes={classes}
          onAgain={begin}
          onLabel={() => router.refresh()}
        />
      ) : (
        <Intro {...common} onBegin={begin} />
      )}
      {help !== null && (
        <HelpDialog
          view="single"
          name={name}
          slug={slug}
          instructions={instructions}
          examples={examples}
          placed={placed}
          first={help === "first help"}
          singleKeys={singleKeys}
          onSingleKeys={setSingleKeys}
          onClose={closeHelp}
        />
      )}
    </>
  );
}
