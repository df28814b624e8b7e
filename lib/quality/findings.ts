/** A check of a person's answers: what was seen, and how likely that is where nothing is wrong. */
export type Finding = {
  /** names the check and its words */
  kind: "faster than others" | "fast and worse" | "one key" | "periodic keys";
  /** probability of as much or more where nothing is wrong; null where there is too little to say anything */
  p: number | null;
  /** by `alarmLevel`: worth a look */
  suspicious: boolean;
  numbers: Readonly<Record<string, number>>;
};

/**
 * A check raises the alarm where what it saw has at most this probability if nothing is wrong. Of a thousand people
 * who work as they should one is looked at in vain, a check; four checks a person, so one of 250.
 */
export const alarmLevel = 0.001;
