import type { ChangeKind } from "#lib/domain.ts";

export const kindNames: Record<ChangeKind, string> = {
  split: "Put into a split",
  tag: "Tag",
  untag: "Take a tag away",
  aside: "Set aside",
  back: "Take back what was set aside",
  ask: "Send to people",
};

/** What a change brings about, said before it is made. */
export const consequences: Record<ChangeKind, string> = {
  split:
    "Machines trained from now on keep to it: they learn from the training split and predict the rest. Predictions that are there stay as they are. Items that the present machine learnt from have none, so outside the training split people are asked about them until another machine predicts them. It can be undone.",
  tag: "Tags are for finding items again; nothing else depends on them. It can be undone.",
  untag: "Tags are for finding items again; nothing else depends on them. It can be undone.",
  aside:
    "Nobody is asked about them any more, no machine learns from them, they leave the study, the watch page and every export. Their answers are kept, and come back with them. It can be undone.",
  back: "They are asked about, learnt from, evaluated and exported again. It can be undone.",
  ask: "They come before everything else in the queue, whatever the team believes, until so many more people have answered each. Nobody is asked twice about the same item. It can be undone: answers that are there by then stay.",
};
