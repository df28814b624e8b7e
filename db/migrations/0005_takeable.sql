DROP TABLE `routes`;--> statement-breakpoint
DROP INDEX `leases_expiry`;--> statement-breakpoint
ALTER TABLE `leases` ADD `live` integer DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX `leases_due` ON `leases` (`projectId`,`expiresAt`) WHERE "leases"."live" = 1;--> statement-breakpoint
CREATE INDEX `leases_old` ON `leases` (`expiresAt`) WHERE "leases"."live" = 0;--> statement-breakpoint
ALTER TABLE `projects` ADD `routesGeneration` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `projects` ADD `routesBuilt` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE TABLE `routes` (
	`itemId` integer NOT NULL,
	`generation` integer NOT NULL,
	`projectId` integer NOT NULL,
	`score` real NOT NULL,
	`draw` real NOT NULL,
	`overlap` integer NOT NULL,
	`answers` integer DEFAULT 0 NOT NULL,
	`held` integer DEFAULT 0 NOT NULL,
	`open` integer NOT NULL,
	PRIMARY KEY(`itemId`, `generation`),
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "routes_score" CHECK("routes"."score" = -1 or "routes"."score" between 0 and 1),
	CONSTRAINT "routes_counts" CHECK("routes"."answers" >= 0 and "routes"."held" >= 0),
	CONSTRAINT "routes_open" CHECK("routes"."open" = ("routes"."answers" + "routes"."held" < "routes"."overlap"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `routes_deferred` ON `routes` (`projectId`,`generation`,`score`,`itemId`) WHERE "routes"."open" = 1;--> statement-breakpoint
CREATE INDEX `routes_audit` ON `routes` (`projectId`,`generation`,`draw`,`itemId`,`score`) WHERE "routes"."open" = 1;--> statement-breakpoint
CREATE INDEX `routes_closed` ON `routes` (`projectId`,`generation`,`score`,`draw`) WHERE "routes"."open" = 0;--> statement-breakpoint
UPDATE `projects` SET `routesGeneration` = 1, `routesBuilt` = 1 WHERE `activeRunId` IS NOT NULL;--> statement-breakpoint
INSERT INTO `routes` (`itemId`, `generation`, `projectId`, `score`, `draw`, `overlap`, `answers`, `held`, `open`)
SELECT `id`, 1, `projectId`, `score`, `draw`, `overlap`, `answers`, `held`, `answers` + `held` < `overlap` FROM (
	SELECT `items`.`id`, `items`.`projectId`, coalesce(`predictions`.`confidence`, -1) AS `score`, `items`.`draw`, `projects`.`overlap`,
		(SELECT count(*) FROM `current_judgments` `answer` JOIN `raters` ON `raters`.`id` = `answer`.`raterId`
			WHERE `answer`.`itemId` = `items`.`id` AND `raters`.`source` = 'person') AS `answers`,
		(SELECT count(*) FROM `leases` WHERE `leases`.`itemId` = `items`.`id`) AS `held`
	FROM `items`
	JOIN `projects` ON `projects`.`id` = `items`.`projectId`
	LEFT JOIN `predictions` ON `predictions`.`runId` = `projects`.`activeRunId` AND `predictions`.`itemId` = `items`.`id`
	WHERE `projects`.`activeRunId` IS NOT NULL AND (`predictions`.`itemId` IS NOT NULL OR `items`.`split` IS NOT 'train'));
