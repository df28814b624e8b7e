import { describe, expect, test } from "vitest";
import { dawidSkene } from "#lib/teaming/dawid-skene.ts";
import { crowdlab, fitCrowdlab } from "#lib/teaming/policies/crowdlab.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import { confusions, likelihoodOf } from "#lib/teaming/confusions.ts";
import { type Answer, TeamDataBuilder } from "#lib/teaming/team-data.ts";

/*
 * Numbers of independent implementations: P+L by hand in Python, Dawid–Skene by crowd-kit's algorithm,
 * CROWDLAB by cleanlab's functions.
 */

const answersOf = (labels: readonly number[]): Answer[] => labels.map((label, rater) => ({ rater, label }));
const ten = [
  [0, 0, 1],
  [0, 0, 0],
  [1, 1, 1],
  [1, 2, 1],
  [2, 2, 2],
  [2, 2, 0],
  [0, 1, 0],
  [1, 1, 2],
  [2, 0, 2],
  [0, 0, 0],
];
const close = (found: Iterable<number>, wanted: readonly number[], digits = 7) => {
  const values = [...found];
  expect(values).toHaveLength(wanted.length);
  wanted.forEach((value, k) => expect(values[k]).toBeCloseTo(value, digits));
};

describe("P+L", () => {
  const phi = [0.85, 0.1, 0.05, 0.1, 0.8, 0.1, 0.02, 0.08, 0.9];
  const machine = [
    [0.5, 0.4, 0.1],
    [0.34, 0.33, 0.33],
    [0.98, 0.01, 0.01],
    [0.2, 0.3, 0.5],
  ];
  const team = pPlusL.team(
    {
      prior: [1 / 3, 1 / 3, 1 / 3],
      machine: { floor: 0, weights: [1, 0, 0, 0, 1, 0, 0, 0, 1], bias: [0, 0, 0] },
      people: { pooled: phi, strength: 1, people: {} },
      weight: 1,
      exponent: 1,
    },
    3,
  );

  test.each([
    [0, [1], [0.1322751323, 0.8465608466, 0.0211640212]],
    [1, [2], [0.0489913545, 0.0951008646, 0.855907781]],
    [2, [1], [0.9176029963, 0.074906367, 0.0074906367]],
    [3, [0], [0.8095238095, 0.1428571429, 0.0476190476]],
    [0, [1, 0, 1], [0.1423175322, 0.8572538409, 0.0004286269]],
    [1, [2, 2, 2], [0.0001763906, 0.0013696214, 0.998453988]],
    [2, [1, 1, 0], [0.9285185615, 0.071338761, 0.0001426775]],
    [3, [0, 2, 2], [0.0481586402, 0.0339943343, 0.9178470255]],
  ])("item %i, answers %j", (item, labels, posterior) => {
    close(team.belief({ machine: machine[item] ?? null, answers: answersOf(labels), eta: 1 }), posterior);
  });

  test("a person of whom nothing is known is like everybody together, and one of whom much is known is not", () => {
    const read = confusions.parse({ pooled: phi, strength: 2, people: { 4: [0, 1, 18, 1, 1, 3] } });
    expect(likelihoodOf(read, 9, 1, 0)).toBe(0.1);
    expect(likelihoodOf(read, 4, 1, 0)).toBeCloseTo((18 + 2 * 0.1) / 20, 12);
    expect(likelihoodOf(read, 4, 1, 1)).toBeCloseTo((3 + 2 * 0.8) / 5, 12);
    expect(likelihoodOf(read, 4, 2, 2)).toBeCloseTo(0.9, 12);
  });
});

describe("Dawid–Skene", () => {
  const data = () => {
    const builder = new TeamDataBuilder(3);
    for (const labels of ten) builder.push(null, -1, answersOf(labels));
    return builder.done();
  };

  test("after one step", () => {
    const { posterior } = dawidSkene(data(), false, 1);
    close(posterior.subarray(0, 3), [0.8940397351, 0.1059602649, 0]);
    close(posterior.subarray(9, 12), [0, 0.875, 0.125]);
    close(posterior.subarray(15, 18), [0.1075697211, 0, 0.8924302789]);
  });

  test("at its end", () => {
    const { prior, errors, iterations, posterior } = dawidSkene(data(), false);
    close(prior, [0.4, 0.3, 0.3]);
    close(errors.get(1) ?? [], [0.75, 0, 1 / 3, 0.25, 2 / 3, 0, 0, 1 / 3, 2 / 3]);
    expect(iterations).toBe(5);
    const labels = ten.map((_, i) => [0, 1, 2].findIndex((k) => (posterior[3 * i + k] ?? 0) > 0.5));
    expect(labels).toEqual([0, 0, 1, 1, 2, 2, 0, 1, 2, 0]);
  });
});

describe("CROWDLAB", () => {
  const machine = [
    [0.6, 0.3, 0.1],
    [0.8, 0.1, 0.1],
    [0.2, 0.7, 0.1],
    [0.3, 0.4, 0.3],
    [0.1, 0.1, 0.8],
    [0.3, 0.1, 0.6],
    [0.4, 0.5, 0.1],
    [0.1, 0.8, 0.1],
    [0.5, 0.1, 0.4],
    [0.9, 0.05, 0.05],
  ];
  const builder = new TeamDataBuilder(3);
  ten.forEach((labels, i) => {
    builder.push(machine[i] ?? null, -1, answersOf(labels));
  });
  const data = builder.done();

  test.each([1, 2])("weights after look %i", (looks) => {
    const found = fitCrowdlab(data, looks);
    // float32 probabilities: six digits
    expect(found.machine).toBeCloseTo(1.1547005384, 6);
    close(Object.values(found.people), [0.5, 0.25, 0.25]);
    expect(found.agreement).toBeCloseTo(0.8, 12);
  });

  test("belief", () => {
    const team = crowdlab.team(crowdlab.fit(data, 1), 3);
    const of = (i: number) =>
      team.belief({ machine: machine[i] ?? null, answers: answersOf(ten[i] ?? []), eta: 1 });
    close(of(0), [0.6116025404, 0.2883974596, 0.1]);
    close(of(3), [0.207179677, 0.5044228634, 0.2883974596]);
    close(of(7), [0.1, 0.7187822174, 0.1812177826]);
    close(of(9), [0.8535898385, 0.0732050808, 0.0732050808]);
  });

  test("where most items have one answer, answers are tied and somebody shares nothing, as cleanlab has it", () => {
    // of four people; null: not answered
    const answered = [
      [null, 0, 1, null],
      [null, null, null, 0],
      [1, null, null, null],
      [1, null, null, null],
      [0, 0, 0, null],
      [null, 0, null, null],
      [1, null, 1, null],
      [1, 1, null, null],
      [0, null, null, null],
      [0, null, 2, null],
      [null, 2, 0, null],
      [2, 2, 2, null],
      [1, 0, null, null],
      [0, 1, null, null],
    ].map((labels) => labels.flatMap((label, rater) => (label === null ? [] : [{ rater, label }])));
    const [ab, ac, bc] = [
      [0.5, 0.5, 0],
      [0.5, 0, 0.5],
      [0, 0.5, 0.5],
    ] as const;
    const said = [bc, bc, ab, ac, ac, ac, ab, ab, ac, ab, ab, ab, ab, ab];
    const sparse = new TeamDataBuilder(3);
    answered.forEach((answers, i) => sparse.push(said[i] ?? null, -1, answers));
    const data = sparse.done();
    const found = fitCrowdlab(data);
    expect(found.machine).toBeCloseTo(0.2672612419, 9);
    close(
      [0, 1, 2].map((rater) => found.people[rater] ?? NaN).concat(found.stranger),
      [0.4, 0.2, 0.325, 0.30833333333],
    );
    const team = crowdlab.team(crowdlab.fit(data, 1), 3);
    const of = (i: number) => team.belief({ machine: said[i] ?? null, answers: answered[i] ?? [], eta: 1 });
    close(of(0), [0.2392939643, 0.5, 0.2607060357]);
    close(of(1), [0.3868785335, 0.3065607332, 0.3065607332]);
    close(of(3), [0.2835263981, 0.4329472038, 0.2835263981]);
  });
});
