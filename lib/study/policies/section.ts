import { budgetBlock } from "#lib/study/policies/budget-block.ts";
import { budgetsOf } from "#lib/study/policies/budgets.ts";
import { goldBlock } from "#lib/study/policies/gold-block.ts";
import { machinesBlock } from "#lib/study/policies/machines-block.ts";
import { policiesBlock } from "#lib/study/policies/policies-block.ts";
import { defineSection } from "#lib/study/section.ts";

export const policies = defineSection({
  id: "policies",
  title: "Beyond the threshold",
  lead: "What a team reaches that combines all answers with the machine's word and asks again where it is not sure.",
  pools: true,
  settings: [],
  compute: (study) => {
    const budgets = budgetsOf(study);
    return [budgetBlock(budgets), policiesBlock(budgets), machinesBlock(study), goldBlock(study)];
  },
});
