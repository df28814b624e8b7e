-- What a launcher is asked for stands under its name, so that another can be chosen for a while.
UPDATE `installation` SET `launch` = CASE
	WHEN json_extract(`launch`, '$.launcher') IN ('slurm', 'kubernetes') THEN json_object(
		'launcher', json_extract(`launch`, '$.launcher'),
		json_extract(`launch`, '$.launcher'), json_remove(`launch`, '$.launcher'))
	WHEN json_extract(`launch`, '$.launcher') = 'local' THEN json_object('launcher', 'local')
	ELSE '{}' END;
--> statement-breakpoint
UPDATE `projects` SET `launch` = CASE
	WHEN json_extract(`launch`, '$.launcher') IN ('slurm', 'kubernetes') THEN json_object(
		'launcher', json_extract(`launch`, '$.launcher'),
		json_extract(`launch`, '$.launcher'), json_remove(`launch`, '$.launcher'))
	WHEN json_extract(`launch`, '$.launcher') = 'local' THEN json_object('launcher', 'local')
	ELSE '{}' END
WHERE `launch` IS NOT NULL;
