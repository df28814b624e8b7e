ALTER TABLE `projects` ADD `firstRunLabels` integer DEFAULT 20 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `first` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `predictedTo` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `weightsGone` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `runs_first` ON `runs` (`projectId`) WHERE "runs"."first" = 1;--> statement-breakpoint
-- Trainings of before: what was imported after the last item that they predicted waits for a prediction.
UPDATE `runs` SET `predictedTo` = coalesce((
	SELECT `items`.`ordinal` + 1 FROM `items`
	WHERE `items`.`projectId` = `runs`.`projectId` AND EXISTS (
		SELECT 1 FROM `predictions` WHERE `predictions`.`runId` = `runs`.`id` AND `predictions`.`itemId` = `items`.`id`)
	ORDER BY `items`.`ordinal` DESC LIMIT 1), 0)
WHERE `state` = 'finished' AND `origin` IS NULL;
