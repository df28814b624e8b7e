import type { Metadata } from "next";
import { Examples } from "./examples.tsx";
import { ChecksForm } from "./checks-form.tsx";
import { SettingsForm } from "./form.tsx";
import { ClassNotesCard } from "./class-notes-card.tsx";
import { ClassesCard } from "./classes-card.tsx";
import { DuplicateCard } from "./duplicate-card.tsx";
import { ArchiveCard, DeleteCard } from "./end-cards.tsx";
import { ProjectLaunchForm } from "./launch-form.tsx";
import { LimitsForm } from "./limits-form.tsx";
import { PauseCard } from "./pause-card.tsx";
import { PracticeForm } from "./practice-form.tsx";
import { RenewalForm } from "./renewal-form.tsx";
import { WebhooksCard } from "./webhooks-card.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { db } from "../../../../_server/database.ts";
import { requireProject } from "../../../../_server/session.ts";
import { listExamples } from "#db/dataset/class-examples.ts";
import { descriptionsOf } from "#db/dataset/class-notes.ts";
import { checksSpent, hasCheckable } from "#db/labelling/check-settings.ts";
import { practicable } from "#db/labelling/practice-settings.ts";
import { listWebhooks, messagesOf } from "#db/webhooks/webhooks.ts";
import { installationSettings, projectSettings } from "#db/machines/launching.ts";
import { launchersSetUp } from "#lib/launch-problems.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  const { id, renewAfter, renewShare, renewMargin } = project;
  return (
    <div className="flex flex-col gap-6">
      <Card title="What people see, and how they are asked">
        <SettingsForm
          project={{
            id: project.id,
            name: project.name,
            description: project.description,
            instructions: project.instructions,
            overlap: project.overlap,
            auditRate: project.auditRate,
            leaseSeconds: project.leaseSeconds,
            firstRunLabels: project.firstRunLabels,
          }}
        />
      </Card>
      <ClassNotesCard
        project={{ id, classes: project.classes, classOrder: project.classOrder }}
        descriptions={descriptionsOf(db(), project)}
      />
      <Card title="Examples of the classes">
        <Examples
          project={{ id: project.id, slug: project.slug, classes: project.classes }}
          examples={listExamples(db(), project.id)}
        />
      </Card>
      <PauseCard project={{ id, pausedAt: project.pausedAt }} />
      <Card title="Limits and the grid">
        <LimitsForm
          project={{
            id,
            personLimit: project.personLimit,
            personDayLimit: project.personDayLimit,
            dayZone: project.dayZone,
            gridAllowed: project.gridAllowed,
          }}
          zones={["UTC", ...Intl.supportedValuesOf("timeZone")]}
        />
      </Card>
      <Card title="Checks">
        <ChecksForm
          project={{ id, checkRate: project.checkRate, checkBar: project.checkBar }}
          spent={checksSpent(db(), id)}
          gold={hasCheckable(db(), id)}
        />
      </Card>
      <Card title="Practice">
        <PracticeForm
          project={{
            id,
            practiceSince: project.practiceSince,
            practiceItems: project.practiceItems,
            practicePass: project.practicePass,
            practiceTries: project.practiceTries,
            practiceAll: project.practiceAll,
          }}
          gold={practicable(db(), id)}
        />
      </Card>
      <Card title="Learning from people">
        <RenewalForm project={{ id, renewAfter, renewShare, renewMargin }} />
      </Card>
      <WebhooksCard
        project={id}
        webhooks={listWebhooks(db(), id).map(({ id: webhook, url, types, stoppedAt }) => ({
          ...{ id: webhook, url, types, stoppedAt },
          messages: messagesOf(db(), webhook, 5),
        }))}
      />
      <Card title="Where its trainings run">
        <ProjectLaunchForm
          project={{ id, launch: projectSettings(db(), id) }}
          offered={launchersSetUp(installationSettings(db()))}
        />
      </Card>
      <ClassesCard project={{ id, classes: project.classes }} />
      <DuplicateCard project={{ id, name: project.name, slug: project.slug, classes: project.classes }} />
      <ArchiveCard project={{ id, name: project.name }} />
      <DeleteCard project={{ id, name: project.name }} />
    </div>
  );
}
