ALTER TABLE `imports` ADD `otherSplit` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `plan` text;--> statement-breakpoint
ALTER TABLE `imports` ADD `done` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `imports_job` ON `imports` (`jobId`);--> statement-breakpoint
ALTER TABLE `runs` ADD `jobId` integer REFERENCES jobs(id);--> statement-breakpoint
-- Runs of earlier versions: their jobs name them.
UPDATE `runs` SET `jobId` = (
	SELECT max(`jobs`.`id`) FROM `jobs`
	WHERE `jobs`.`kind` = 'train' AND `jobs`.`payload` ->> 'runId' = `runs`.`id`
);--> statement-breakpoint
CREATE UNIQUE INDEX `runs_job` ON `runs` (`jobId`);