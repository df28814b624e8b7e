// Made from docs/openapi.json by `npm run docs:api`.

export interface paths {
  "/me": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whose token this is, and what it allows
     * @description Needs a token that may **read**; for everybody.
     */
    get: operations["getMe"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Projects that you may enter, in the order in which they were made
     * @description Needs a token that may **read**; for everybody.
     */
    get: operations["getProjects"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A project and its settings
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsByProject"];
    put?: never;
    post?: never;
    /**
     * Delete a project with everything
     * @description It is gone at once, and for good; a job clears what there is of it.
     *
     *     Needs a token that may **admin**; for admins.
     */
    delete: operations["deleteProjectsByProject"];
    options?: never;
    head?: never;
    /**
     * Change settings
     * @description What is left out stays as it is. Another overlap routes the items afresh; η moves the queue at once.
     *
     *     Needs a token that may **admin**; for admins of the project.
     */
    patch: operations["patchProjectsByProject"];
    trace?: never;
  };
  "/projects/{project}/classes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Call classes otherwise
     * @description All names in their order. Labels stay what they are; classes are merged and added in a copy.
     *
     *     Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsClasses"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/class-notes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is said of each class, and the order in which people find them
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsClassNotes"];
    /**
     * Describe the classes, and put them into another order
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsClassNotes"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/examples": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Pictures that show annotators what a class looks like, by number
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsExamples"];
    put?: never;
    /**
     * Show one of the project’s pictures as an example of a class
     * @description One that nobody is asked about, or was.
     *
     *     Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsExamples"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/example-pictures": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Show a picture of your own as an example of a class
     * @description The body is the picture, of at most 1 MB.
     *
     *     Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsExamplePictures"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/examples/{example}/picture": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The picture of an example
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsExamplesByExamplePicture"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/examples/{example}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Show an example no longer
     * @description Needs a token that may **admin**; for admins of the project.
     */
    delete: operations["deleteProjectsExamplesByExample"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/paused": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Let labelling rest, or go on
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsPaused"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/limits": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * How much one person may do, and whether in the grid
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsLimits"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/practice": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How everybody stands with practice, by number
     * @description Needs a token that may **admin**; for admins of the project.
     */
    get: operations["getProjectsPractice"];
    /**
     * Have people practise before they label, or (null) not any more
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsPractice"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/checks": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * How often people are asked something whose answer is known
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsChecks"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/people/{person}/paused": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Let one person’s work in a project rest, or go on
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsPeopleByPersonPaused"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/people/{person}/practice-try": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give somebody one more round of practice
     * @description Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsPeopleByPersonPracticeTry"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/people/{person}/let-in": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Let somebody label without having passed practice
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsPeopleByPersonLetIn"];
    post?: never;
    /**
     * Have whoever was let in pass practice after all
     * @description Needs a token that may **admin**; for admins of the project.
     */
    delete: operations["deleteProjectsPeopleByPersonLetIn"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/archived": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Archive a project: it is out of everybody’s reach, and nothing of it changes
     * @description It is found under /archived-projects from then on.
     *
     *     Needs a token that may **admin**; for admins.
     */
    put: operations["putProjectsArchived"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/duplicates": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Copy a project, under the same classes or others
     * @description Settings and items, and people’s answers if wanted; machines stay with the original. A job makes the copy, which is there when it is complete.
     *
     *     Needs a token that may **admin**, in all projects; for admins.
     */
    post: operations["postProjectsDuplicates"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/archived-projects": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Archived projects, by number
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    get: operations["getArchivedProjects"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/archived-projects/{project}/restore": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Bring an archived project back as it was
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    post: operations["postArchivedProjectsRestore"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/archived-projects/{project}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete an archived project with everything
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    delete: operations["deleteArchivedProjectsByProject"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/items": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Items by the filters of the item browser
     * @description In the order of the import, unless `sort` says otherwise. A page may hold fewer than `limit` where few of very many items fit: `next` says from where on to look.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsItems"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/item-count": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How many items fit a filter
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsItemCount"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/items/{item}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * All that is known of an item
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsItemsByItem"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/items/{item}/picture": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The picture of an item, as annotators see it
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsItemsByItemPicture"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/changes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Changes of items, newest first
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsChanges"];
    put?: never;
    /**
     * Do something to many items: split, tag, set aside, ask more people
     * @description A job does it, and it can be taken back. Name at most 5000 items by number, or a filter as the search part of an address of the item browser.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsChanges"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/changes/{change}/undo": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a change of items back
     * @description A job does it. Items that were changed again since keep what they are.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsChangesByChangeUndo"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/judgments": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Judgments in the order in which they came
     * @description All of them: one that was superseded or taken back has a later one that says so. `next` stays good: ask again with it for what has come since.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsJudgments"];
    put?: never;
    /**
     * Bring in labels that others gave
     * @description Lines of JSON, as many as there are. They become a label column, or one for each worker; a job checks all of them before it stores any. The same again changes nothing.
     *
     *     Needs a token that may **label**; for admins of the project.
     */
    post: operations["postProjectsJudgments"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/raters": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who has answered: people, label columns, machines, in the order in which they came
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsRaters"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/predictions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Bring in what a model predicted elsewhere
     * @description Lines of JSON, as many as there are. They become a machine among the others, once a job has stored all of them. They have to be out of sample: of a model that was not trained on these items.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsPredictions"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/imports": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Imports into the project, newest first
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsImports"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/imports/{import}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How an import does, and its bad rows
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsImportsByImport"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/tables": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a table of labels or predictions, in any format that the page takes
     * @description The body is the file: CSV, JSON lines, Parquet, NumPy (npy, npz), PyTorch’s .pt, or what Label Studio, Argilla and COCO write. It waits to be imported, and goes after a week without.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsTables"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/tables/{table}/preview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What the import of a table would bring; stores nothing
     * @description By its first 20,000 rows: `complete` says whether those are all.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsTablesByTablePreview"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/tables/{table}/import": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import a table that was sent
     * @description A job checks all of its rows before it stores any. The same again changes nothing.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsTablesByTableImport"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/tables/{table}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Forget a table that was not imported
     * @description Needs a token that may **write**; for admins of the project.
     */
    delete: operations["deleteProjectsTablesByTable"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/raters/{rater}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A person’s work: how fast, how right, whether it changes, and what is odd about it
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsRatersByRater"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/asides": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was set aside of a person’s answers, newest first
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsAsides"];
    put?: never;
    /**
     * Set a person’s answers aside
     * @description Queue, team and study follow as they go, answer by answer. Nothing is deleted, and they can be taken back.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsAsides"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/asides/{aside}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Take answers back that were set aside
     * @description Needs a token that may **write**; for admins of the project.
     */
    delete: operations["deleteProjectsAsidesByAside"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/disputes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What waits for a decision: flagged items, and those on which people differ
     * @description Flagged ones first, oldest flag first; then the most disputed: the smaller the share of the commonest label, then the more answers.
     *
     *     Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsDisputes"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/decisions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Decisions that stand, newest first
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsDecisions"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/items/{item}/decision": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Decide an item, in place of an earlier decision
     * @description It is exported with the answers, deals with the item’s flags, and is nobody’s answer.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    put: operations["putProjectsItemsByItemDecision"];
    post?: never;
    /**
     * Take a decision back, and the gold label that was set from it
     * @description Needs a token that may **write**; for admins of the project.
     */
    delete: operations["deleteProjectsItemsByItemDecision"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/items/{item}/flags": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Deal with an item’s flags, and leave the item as it is
     * @description Needs a token that may **write**; for admins of the project.
     */
    delete: operations["deleteProjectsItemsByItemFlags"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/uploads": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a file of pictures, a table of their labels, or an encoder
     * @description The body is the file. `images`: a zip, a tar, or a dataset file as it is published; `labels`: a table; `encoder`: an ONNX file. It waits for what it is sent for, and goes after a week without.
     *
     *     Needs a token that may **write**, in all projects; for admins.
     */
    post: operations["postUploads"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/uploads/{upload}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Forget a file that was given to nothing
     * @description Needs a token that may **write**, in all projects; for admins.
     */
    delete: operations["deleteUploadsByUpload"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/import-previews": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What an import of pictures would bring; stores nothing
     * @description Needs a token that may **write**, in all projects; for admins.
     */
    post: operations["postImportPreviews"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/imports": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import pictures into a new project, or one that is there
     * @description A job does it. What looks like a wrong choice, such as very many classes, is refused with the reason until it is `confirmed`.
     *
     *     Needs a token that may **write**, in all projects; for admins.
     */
    post: operations["postImports"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/imports/{import}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop an import into the project
     * @description It stops after the current batch; everything imported so far stays.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsImportsByImportCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/imports/{import}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How an import does, into a project that it makes too
     * @description Needs a token that may **read**, in all projects; for admins.
     */
    get: operations["getImportsByImport"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/imports/{import}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop an import, into a project that it makes too
     * @description It stops after the current batch; everything imported so far stays.
     *
     *     Needs a token that may **write**, in all projects; for admins.
     */
    post: operations["postImportsByImportCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/imports/{import}/retry": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try an import of pictures that failed or was stopped once more
     * @description With the same files and settings; what the first try stored is then unchanged.
     *
     *     Needs a token that may **write**, in all projects; for admins.
     */
    post: operations["postImportsByImportRetry"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/imports/{import}/files": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete the uploaded files of an import of pictures that will not be tried again
     * @description Needs a token that may **write**, in all projects; for admins.
     */
    delete: operations["deleteImportsByImportFiles"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Machines, newest first
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsRuns"];
    put?: never;
    /**
     * Start a training
     * @description Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsRuns"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A machine
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsRunsByRun"];
    put?: never;
    post?: never;
    /**
     * Delete a machine with its predictions
     * @description Needs a token that may **write**; for admins of the project.
     */
    delete: operations["deleteProjectsRunsByRun"];
    options?: never;
    head?: never;
    /**
     * Change a run’s name or note
     * @description What is left out stays. Figures, tables and exports call it by its name as well.
     *
     *     Needs a token that may **write**; for admins of the project.
     */
    patch: operations["patchProjectsRunsByRun"];
    trace?: never;
  };
  "/projects/{project}/runs/{run}/predictions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a machine predicted, as lines of JSON
     * @description `{"id": 7, "item": "a.png", "probabilities": [0.9, 0.1]}` a line, of every item that it was not trained on; probabilities in the order of the project’s classes.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsRunsByRunPredictions"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/label-sources": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Labels that a machine can learn from
     * @description Label columns first, by number; then what is made of several.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsLabelSources"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel a training that waits or runs
     * @description Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsRunsByRunCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}/activate": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let a machine route the project’s items
     * @description Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsRunsByRunActivate"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}/model": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The model of a finished machine as an ONNX file
     * @description With its encoder, where it learnt from an encoder’s features.
     *
     *     Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsRunsByRunModel"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}/model-card": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What the model of a machine is, and what it is worth, in Markdown
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsRunsByRunModelCard"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/panels": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Panels: trainings that were asked for together, newest first
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsPanels"];
    put?: never;
    /**
     * Train a panel: methods × labels × backbones
     * @description Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsPanels"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/panels/{panel}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel what a panel has not trained yet
     * @description Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsPanelsByPanelCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/comparison": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Machines on the items with gold that all of them predicted, the first beside each of the others
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsComparison"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}/comparison": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A machine beside another: by gold where there is enough, else by people’s answers
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsRunsByRunComparison"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}/queue-change": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What would become of the queue if a machine routed
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsRunsByRunQueueChange"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/combined-run": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make one machine of those that there are
     * @description Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsCombinedRun"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/runs/{run}/pinned": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Keep a run’s weights whatever the rule for weights says, or no longer
     * @description Needs a token that may **write**; for admins of the project.
     */
    put: operations["putProjectsRunsByRunPinned"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/features": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Encoders by number, and how far each is with the project’s pictures
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsFeatures"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/features/{encoder}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Let an encoder go through the pictures that it has not seen
     * @description Needs a token that may **write**; for admins of the project.
     */
    put: operations["putProjectsFeaturesByEncoder"];
    post?: never;
    /**
     * Stop it at its next pictures; features that are there stay
     * @description Needs a token that may **write**; for admins of the project.
     */
    delete: operations["deleteProjectsFeaturesByEncoder"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/encoders": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Encoders of all projects, by number
     * @description Needs a token that may **read**, in all projects; for admins.
     */
    get: operations["getEncoders"];
    put?: never;
    /**
     * Add an encoder: an ONNX file, sent to /uploads
     * @description A job looks into the file and tries it. What is left out is taken from the file; `mean` and `std` are of bytes scaled to 0 … 1.
     *
     *     Needs a token that may **write**, in all projects; for admins.
     */
    post: operations["postEncoders"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/encoders/jobs/{job}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How the trying of an encoder does
     * @description Needs a token that may **read**, in all projects; for admins.
     */
    get: operations["getEncodersJobsByJob"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/encoders/{encoder}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Remove an encoder with its features; machines that learnt from them stay
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    delete: operations["deleteEncodersByEncoder"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/team": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How right machine, people and team are
     * @description The numbers of the watch page, computed at most once a second.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsTeam"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/history": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Machine and team as they stood at one look after another, oldest first
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsHistory"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/forecast": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What asking people on is expected to bring
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsForecast"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/expected-time": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * How long trainings would take, by what earlier ones took here; starts nothing
     * @description One training for each of the labels, methods and backbones together.
     *
     *     Needs a token that may **read**; for admins of the project.
     */
    post: operations["postProjectsExpectedTime"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/policies": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Policies that there are, and the one in force
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsPolicies"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/policy": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Let another policy decide
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsPolicy"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/policy/fit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Fit the policy again, to the answers that stand
     * @description Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsPolicyFit"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/aim": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Say what is to be reached, or (null) nothing
     * @description The queue closes by itself then. What stands is in /team.
     *
     *     Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsAim"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/close": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Close labelling: nothing more is handed out
     * @description Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsClose"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/open": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Open labelling again; an aim that is reached is dropped
     * @description Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsOpen"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/renewal": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * When the machine learns again from people’s answers, and takes over by itself
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsRenewal"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/new-predictions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Predict pictures that came later, where that failed or had no weights
     * @description Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsNewPredictions"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/first-run": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Train the first machine now, and do not wait for more labels
     * @description Needs a token that may **write**; for admins of the project.
     */
    post: operations["postProjectsFirstRun"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/study": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sections of the study, and what they have to stand on
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsStudy"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/study/{section}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A section of the study: every figure, table and test as numbers
     * @description Computed as things stand, or as they stood a moment ago.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsStudyBySection"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/exports": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Exports, newest first
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsExports"];
    put?: never;
    /**
     * Ask for the labelled dataset as files
     * @description A job writes them; ask for the export until it is finished. With people’s names for admins only.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    post: operations["postProjectsExports"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/exports/{export}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far an export is, and its files
     * @description Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsExportsByExport"];
    put?: never;
    post?: never;
    /**
     * Cancel an export that waits or runs; remove the files of one that is ready
     * @description Needs a token that may **read**; for researchers of the project.
     */
    delete: operations["deleteProjectsExportsByExport"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/exports/{export}/files/{file}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A file of an export
     * @description A download that was cut off goes on where it was: Range, and If-Range with the entity tag.
     *
     *     Needs a token that may **read**; for researchers of the project.
     */
    get: operations["getProjectsExportsByExportFilesByFile"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/webhooks": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Addresses that are told of what happens, by number
     * @description Needs a token that may **admin**; for admins of the project.
     */
    get: operations["getProjectsWebhooks"];
    put?: never;
    /**
     * Tell an address of what happens from now on
     * @description Messages are signed as Standard Webhooks says, with the secret of the answer, which is shown once.
     *
     *     Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsWebhooks"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/webhooks/{webhook}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Tell an address nothing more
     * @description Needs a token that may **admin**; for admins of the project.
     */
    delete: operations["deleteProjectsWebhooksByWebhook"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/webhooks/{webhook}/test": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a webhook.test, to see whether it arrives
     * @description Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsWebhooksByWebhookTest"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/webhooks/{webhook}/resume": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send at once what waits, also where it was stopped
     * @description Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsWebhooksByWebhookResume"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/webhooks/{webhook}/messages": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Its messages, newest first, and what became of them
     * @description Needs a token that may **admin**; for admins of the project.
     */
    get: operations["getProjectsWebhooksByWebhookMessages"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/people": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everybody with an account, by number
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    get: operations["getPeople"];
    put?: never;
    /**
     * Make an account
     * @description `link` is the path of a page on which its person chooses a password; it is shown only now.
     *
     *     Needs a token that may **admin**, in all projects; for admins.
     */
    post: operations["postPeople"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/people/{person}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Give somebody another role, or lock them out or in again
     * @description Either ends their sessions; a lock ends their access tokens too.
     *
     *     Needs a token that may **admin**, in all projects; for admins.
     */
    patch: operations["patchPeopleByPerson"];
    trace?: never;
  };
  "/people/{person}/password-link": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Have somebody choose a new password
     * @description The password of before stops working at once, and sessions and access tokens end. `link` is the path of a page on which its person chooses another; it is shown only now.
     *
     *     Needs a token that may **admin**, in all projects; for admins.
     */
    post: operations["postPeopleByPersonPasswordLink"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/people/{person}/sessions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Sign somebody out on all their devices
     * @description Their access tokens stay.
     *
     *     Needs a token that may **admin**, in all projects; for admins.
     */
    delete: operations["deletePeopleByPersonSessions"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/members-only": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Open a project to its members only, or to everybody with an account
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsMembersOnly"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/members": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Members of a project, by number
     * @description Needs a token that may **admin**; for admins of the project.
     */
    get: operations["getProjectsMembers"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/members/{person}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Make somebody a member, or change what they are here
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsMembersByPerson"];
    post?: never;
    /**
     * Take somebody off the members
     * @description Needs a token that may **admin**; for admins of the project.
     */
    delete: operations["deleteProjectsMembersByPerson"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/invitations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Links that still let somebody into a project, oldest first
     * @description Needs a token that may **admin**; for admins of the project.
     */
    get: operations["getProjectsInvitations"];
    put?: never;
    /**
     * Make a link into a project
     * @description Who is admin of the project only makes annotators’ accounts by it.
     *
     *     Needs a token that may **admin**; for admins of the project.
     */
    post: operations["postProjectsInvitations"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/invitations/{invitation}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Let nobody in by a link any more
     * @description Needs a token that may **admin**; for admins of the project.
     */
    delete: operations["deleteProjectsInvitationsByInvitation"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/invitations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Links that still let somebody in, oldest first, those into projects too
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    get: operations["getInvitations"];
    put?: never;
    /**
     * Make a link to an account, into no project in particular
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    post: operations["postInvitations"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/invitations/{invitation}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Let nobody in by a link any more, whichever it is
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    delete: operations["deleteInvitationsByInvitation"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/launch": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Where the project’s trainings are done
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsLaunch"];
    /**
     * Say where the project’s trainings are done, from the next one on
     * @description Needs a token that may **admin**; for admins of the project.
     */
    put: operations["putProjectsLaunch"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/launch": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Where trainings are done, unless a project or a run says otherwise
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    get: operations["getLaunch"];
    /**
     * Say where trainings are done
     * @description It holds for what begins from now on; what is left out is as usual. What was said of other schedulers is kept.
     *
     *     Needs a token that may **admin**, in all projects; for admins.
     */
    put: operations["putLaunch"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/weights-rule": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How many runs of a project keep their weights
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    get: operations["getWeightsRule"];
    /**
     * Say how many runs of a project keep their weights
     * @description The worker applies it within the hour. Pinned runs keep theirs.
     *
     *     Needs a token that may **admin**, in all projects; for admins.
     */
    put: operations["putWeightsRule"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/projects/{project}/activity": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who did what to the project, newest first
     * @description Needs a token that may **read**; for admins of the project.
     */
    get: operations["getProjectsActivity"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/audit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who signed in, and who changed what, newest first
     * @description Needs a token that may **admin**, in all projects; for admins.
     */
    get: operations["getAudit"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/system": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is the matter, which workers live, and which jobs wait or run
     * @description Needs a token that may **read**, in all projects; for admins.
     */
    get: operations["getSystem"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/storage": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What takes room in the data folder, by kind and by project
     * @description Needs a token that may **read**, in all projects; for admins.
     */
    get: operations["getStorage"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ActivityEntry: {
      id: number;
      /** @description ms since 1970 */
      at: number;
      /** @description null: the command line, or, of a failed sign-in, nobody knows who */
      who: string | null;
      /** @description such as run.activate */
      action: string;
      /** @description of the action */
      detail: {
        [key: string]: unknown;
      };
      /** @description number of the person it was done to */
      subjectId: number | null;
    };
    Aside: {
      id: number;
      /** @description answers from then on, ms since 1970; null: all */
      since: number | null;
      why: string;
      /** @enum {string} */
      state: "setting" | "set" | "returning" | "back";
      /** @description how many are aside */
      answers: number;
      setAt: number;
      backAt: number | null;
    };
    AuditEntry: {
      id: number;
      /** @description ms since 1970 */
      at: number;
      /** @description null: the command line, or, of a failed sign-in, nobody knows who */
      who: string | null;
      /** @description such as run.activate */
      action: string;
      /** @description of the action */
      detail: {
        [key: string]: unknown;
      };
      kind: ("sign-in" | "session" | "person" | "project") | null;
      /** @description the person it was done to */
      subject: string | null;
      /** @description name of the project */
      project: string | null;
    };
    Change: {
      id: number;
      kind: string;
      value: string | null;
      /** @description how many it changed; null until it is done */
      items: number | null;
      /** @enum {string} */
      state: "queued" | "running" | "finished" | "failed" | "cancelled";
      progress: number;
      error: string | null;
      at: number;
      /** @description when it was taken back */
      undoneAt: number | null;
    };
    ClassExample: {
      id: number;
      /** @description place in the project’s classes, from 0 */
      label: number;
      caption: string;
      /** @description annotators see it: not while an equal picture is in the queue, or was */
      shown: boolean;
    };
    Decision: {
      itemId: number;
      /** @description null: it cannot be decided */
      label: number | null;
      at: number;
      by: string | null;
      /** @description the gold label was set from it */
      gold: boolean;
      /** @description answers between which it decided */
      answers: number;
    };
    Dispute: {
      itemId: number;
      /** @description those that stand, in the order in which they came */
      answers: {
        /** @enum {string} */
        source: "person" | "column";
        name: string;
        /** @description place in the project’s classes, from 0 */
        label: number;
      }[];
      machine: {
        /** @description place in the project’s classes, from 0 */
        label: number;
        confidence: number;
      } | null;
      /** @description the team’s likeliest classes, most probable first */
      belief: {
        /** @description place in the project’s classes, from 0 */
        label: number;
        probability: number;
      }[];
      gold: number | null;
      /** @description remarks of annotators, oldest first */
      flags: {
        comment: string;
        author: string;
      }[];
    };
    Drift: {
      /** @description so many answers lie before the change */
      after: number;
      /** @description probability of as large a change where nothing changes */
      p: number;
      rises: boolean;
      n: number;
    } | null;
    Encoder: {
      id: number;
      name: string;
      /** @description SHA-256 of its ONNX file */
      hash: string;
      bytes: number;
      /** @description how a picture is given to it, and what is taken of it */
      description: {
        size: number;
        resize: number;
        mean: [number, number, number];
        std: [number, number, number];
        /** @enum {string} */
        layout: "nchw" | "nhwc";
        output: string | null;
        /** @enum {string} */
        pool: "cls" | "mean";
      };
      /** @description numbers of a picture’s features */
      width: number;
      createdAt: number;
    };
    /** @description with its 95 % interval */
    Estimate: {
      value: number;
      low: number;
      high: number;
    };
    Expectation: {
      eta: number;
      /** @description an item, from there on */
      questions: number;
      accuracy: number;
      /** @description standard error of the accuracy from looking at a sample of the items */
      error: number;
    };
    Export: {
      id: number;
      format: string;
      /** @enum {string} */
      state: "queued" | "running" | "finished" | "failed" | "cancelled" | "removed";
      /** @description 0 … 1 */
      progress: number;
      error: string | null;
      items: number | null;
      readyAt: number | null;
      /** @description when its files go */
      expiresAt: number | null;
      files: {
        name: string;
        mime: string;
        bytes: number;
        sha256: string;
        /** @description where it is */
        address: string;
      }[];
    };
    Forecast: {
      /** @description items that it was reckoned on, drawn at random from the routed ones */
      sample: number;
      routed: number;
      /** @description what people and machine are known by */
      knownBy: {
        answers: number;
        imported: number;
        gold: number;
      };
      /** @description labels and “cannot tell”s an item so far, in the sample */
      asked: number;
      /** @description answers an item that it is reckoned with, at most */
      most: number;
      /** @description those that the project allows */
      overlap: number;
      /** @description people who could give them */
      people: number;
      /** @description what the team is believed to be right on now */
      now: number;
      /** @description by η in steps of a hundredth from 0 to 1 */
      fromHere: components["schemas"]["Expectation"][];
      /** @description from the very first question on, in the order of the queue */
      fromNothing: components["schemas"]["Expectation"][];
      /** @description in random order */
      random: {
        questions: number;
        accuracy: number;
      }[];
      /** @description by the threshold rule, with one person an item */
      threshold: components["schemas"]["Expectation"][];
    };
    Import: {
      id: number;
      source: string;
      /** @enum {string} */
      state: "queued" | "running" | "finished" | "failed" | "cancelled";
      rows: number;
      itemsAdded: number;
      labelsAdded: number;
      unchanged: number;
      /** @description rows that could not be used */
      problems: number;
      error: string | null;
      createdAt: number;
      finishedAt: number | null;
    };
    ImportPreview: {
      rows: number;
      complete: boolean;
      matched: number;
      columns: {
        name: string;
        /** @enum {string} */
        looks: "file" | "gold" | "human" | "split" | "time" | "derived" | "id" | "text" | "empty";
        filled: number;
        distinct: number;
        more: boolean;
        examples: string[];
        adds: {
          count: number;
          first: string[];
        } | null;
      }[];
      roles: {
        file: string | null;
        gold: string | null;
        humans: string[];
        split: string | null;
      } | null;
      classes: {
        count: number;
        first: string[];
      };
      ownSplit: {
        train: number;
        test: number;
      } | null;
      labelled: {
        gold: number;
        human: number;
      };
      problems: {
        count: number;
        first: {
          row: number | null;
          file: string;
          reason: string;
        }[];
      };
      notes: {
        row: number | null;
        file: string;
        reason: string;
      }[];
      samples: {
        image: string;
        gold: string | null;
      }[];
      refusal: string | null;
      doubts: string[];
    };
    Invitation: {
      id: number;
      /**
       * @description of the accounts that it makes
       * @enum {string}
       */
      role: "annotator" | "researcher" | "admin";
      /** @description name of the project to which it leads */
      project: string | null;
      /** @description of the membership that it makes */
      projectRole: ("annotator" | "researcher" | "admin") | null;
      /** @description who made it */
      by: string;
      uses: number;
      /** @description how many it lets in */
      maxUses: number;
      createdAt: number;
      expiresAt: number;
    };
    Item: {
      id: number;
      ordinal: number;
      name: string;
      split: ("train" | "test") | null;
      /** @description place in the project’s classes, from 0; null: none */
      gold: number | null;
      width: number;
      height: number;
      mime: string;
      disagreement: number;
      /** @description set aside: neither asked, learnt from, evaluated nor exported */
      aside: boolean;
      tags: string[];
      /** @description its judgments, oldest first */
      said: {
        id: number;
        rater: string;
        name: string;
        /** @enum {string} */
        source: "column" | "person" | "run" | "review";
        /** @enum {string} */
        outcome: "label" | "unsure" | "withdrawn";
        /** @description place in the project’s classes, from 0; null: none */
        label: number | null;
        current: boolean;
        setAside: boolean;
        at: number;
        /** @description response time */
        ms: number | null;
        /** @description ok, imported, or what makes the time doubtful */
        quality: string | null;
      }[];
      runs: {
        id: number;
        name: string;
        active: boolean;
        probabilities: (number | null)[] | null;
      }[];
      team: {
        /** @description place in the project’s classes, from 0; null: none */
        label: number | null;
        source: string;
        belief: number[] | null;
        score: number | null;
      };
    };
    ItemEntry: {
      id: number;
      /** @description place in the project, from 0 */
      ordinal: number;
      /** @description file name as imported */
      name: string;
      split: ("train" | "test") | null;
      /** @description trusted true label */
      gold: number | null;
      /** @description the run’s answer */
      top: number | null;
      confidence: number | null;
      /** @description how sure the team is */
      score: number | null;
      /** @description share of the labels that are not the commonest one */
      disagreement: number;
      /** @description people’s answers that stand, in the queue */
      answers: number;
      /** @description what people and label columns say of it; null where nobody named a class */
      votes: {
        /** @description the class that most of them gave; null where several are as common */
        label: number | null;
        /** @description how many gave the commonest one */
        most: number;
        /** @description how many gave any */
        of: number;
      } | null;
    };
    Judgment: {
      id: number;
      itemId: number;
      /** @description as in /raters */
      rater: string;
      /** @enum {string} */
      outcome: "label" | "unsure" | "withdrawn";
      /** @description place in the project’s classes */
      label: number | null;
      /** @description the judgment that this one replaces */
      supersedes: number | null;
      /** @description ms since 1970 */
      receivedAt: number;
      /** @description why the item was asked */
      reason: ("deferred" | "audit") | null;
      /** @description probability with which it was sent to people */
      inclusion: number | null;
      responseMs: number | null;
      visibleMs: number | null;
      /** @description ok, imported, or what makes the time doubtful */
      quality: string | null;
      /** @description given with others at once, in the grid */
      batchId: number | null;
    };
    /** @description Any other field is a problem of its line. */
    JudgmentLine: {
      /** @description file name; or, in every line, the place in the project from 0 */
      item: string | number;
      /** @description class, by name or number from 0 */
      label: string | number;
      /** @description who gave it; without, all are of one */
      worker?: string;
      /** @description response time */
      ms?: number;
    };
    Launch: {
      /**
       * @description this host, or a scheduler
       * @enum {string}
       */
      launcher: "local" | "slurm" | "kubernetes";
      queue?: string;
      cards?: number;
      cardKind?: string;
      cores?: number;
      memory?: number | null;
      minutes?: number | null;
    };
    Look: {
      id: number;
      /** @description ms since 1970 */
      at: number;
      /** @description people’s answers in the queue that stood */
      answers: number;
      /** @description its accuracy on items with gold */
      machine: number | null;
      /** @description how right the team was, by gold or by the audit */
      evidence: {
        /** @enum {string} */
        by: "gold" | "audit";
        n: number;
        value: number;
        low: number;
        high: number;
      } | null;
      /** @description name of the machine that routed */
      run: string;
      policy: string;
      fit: number | null;
      eta: number;
    };
    MachineComparison: {
      /**
       * @description trusted labels, or people’s answers
       * @enum {string}
       */
      basis: "gold" | "answers";
      /** @description that both have predicted without having learnt from them */
      items: number;
      /** @description of these, items that stand for others */
      audited: number;
      accuracy: {
        first: number;
        second: number;
      } | null;
      /** @description first − second on the same items, with its 95 % interval */
      difference: components["schemas"]["Estimate"] | null;
      /** @enum {string} */
      verdict: "better" | "worse" | "even" | "too few";
    };
    Member: {
      /** @description number of the person */
      id: number;
      name: string;
      displayName: string;
      /**
       * @description their role here
       * @enum {string}
       */
      role: "annotator" | "researcher" | "admin";
      /** @description the role that the membership gives; null: that of the account */
      given: ("annotator" | "researcher" | "admin") | null;
      /** @description whether they answer items here */
      asked: boolean;
      disabled: boolean;
    };
    Person: {
      id: number;
      /** @description sign-in name */
      name: string;
      displayName: string;
      /** @enum {string} */
      role: "annotator" | "researcher" | "admin";
      locked: boolean;
      createdAt: number;
    };
    PersonsWork: {
      raterId: number;
      userId: number;
      name: string;
      /** @description that were looked at: those that stand, and those that were set aside */
      answers: number;
      /** @description how many of them stand */
      standing: number;
      /** @description there are more, older ones */
      more: boolean;
      unsure: number;
      /** @description when the first of them came, ms since 1970 */
      from: number | null;
      to: number | null;
      /** @description median time, ms, with its 95 % interval */
      speed: {
        value: number | null;
        low: number | null;
        high: number | null;
      };
      /** @description times that it stands on */
      times: number;
      /** @description times that are doubtful, by why */
      doubtful: {
        quality: string;
        n: number;
      }[];
      inGrid: {
        batches: number;
        answers: number;
        ms: number;
      };
      /** @description median time, ms, with its 95 % interval */
      othersSpeed: {
        value: number | null;
        low: number | null;
        high: number | null;
      };
      accuracy: components["schemas"]["Proportion"];
      checks: {
        answers: number;
        unsure: number;
        accuracy: components["schemas"]["Proportion"];
      };
      /** @description of the others, on the same items with gold */
      othersAccuracy: components["schemas"]["Proportion"];
      /** @description with what most of the others said */
      agreement: components["schemas"]["Proportion"];
      withMachine: components["schemas"]["Proportion"];
      /** @description classes × classes (gold, answer), row by row; empty without gold, or with very many classes */
      confusion: number[];
      /** @description the commonest */
      mistakes: {
        gold: number;
        label: number;
        n: number;
      }[];
      /** @description their answers one part after another, counted from 1 */
      parts: {
        from: number;
        to: number;
        accuracy: components["schemas"]["Proportion"];
        agreement: components["schemas"]["Proportion"];
        /** @description median time, ms, with its 95 % interval */
        speed: {
          value: number | null;
          low: number | null;
          high: number | null;
        };
      }[];
      drifts: {
        accuracy: components["schemas"]["Drift"];
        agreement: components["schemas"]["Drift"];
        speed: components["schemas"]["Drift"];
      };
      /** @description what is odd about it */
      findings: {
        kind: string;
        /** @description null: too little to say anything */
        p: number | null;
        suspicious: boolean;
        numbers: {
          [key: string]: number;
        };
      }[];
    };
    PracticeStanding: {
      id: number;
      name: string;
      displayName: string;
      /** @description they have to pass before they label */
      due: boolean;
      /** @description rounds begun */
      tries: number;
      /** @description rounds that may still be; null: no limit */
      triesLeft: number | null;
      underWay: boolean;
      /** @description the one that they passed, else the last that ended */
      round: {
        endedAt: number;
        right: number;
        answered: number;
        passed: boolean;
      } | null;
      /** @description when they were let in without practice */
      letInAt: number | null;
    };
    /** @description Any other field is a problem of its line, unless it is called as a class is. */
    PredictionLine: {
      /** @description file name; or, in every line, the place in the project from 0 */
      item: string | number;
      /** @description by class name; they add up to 1 */
      probabilities: {
        [key: string]: number;
      };
    };
    Problem: {
      /** @description about:blank: the status says what kind of problem it is */
      type: string;
      /** @description the name of the status */
      title: string;
      status: number;
      /** @description one sentence */
      detail: string;
      /** @description what is wrong with which part of what was sent */
      errors?: {
        path: string;
        detail: string;
      }[];
      /** @description under which the server’s log has the rest */
      id?: string;
    };
    Project: {
      /** @description short name, as addresses have it */
      project: string;
      name: string;
      description: string;
      /** @description what annotators read; Markdown */
      instructions: string;
      /** @description a label is a place in this list, from 0 */
      classes: string[];
      /** @description side of the square training pictures, pixels */
      imageSize: number;
      /** @description an item is asked (again) while its score is at most this */
      eta: number;
      /** @description people who answer an item, at most */
      overlap: number;
      /** @description share of what the machine keeps that people check */
      auditRate: number;
      /** @description the rule by which predictions and answers become the team’s answer */
      policy: string;
      /** @description how long an item is held for one person */
      leaseSeconds: number;
      /** @description labelled items a class with which the first training starts by itself; 0: never */
      firstRunLabels: number;
      /** @description number of the run that routes */
      activeRun: number | null;
      membersOnly: boolean;
      paused: boolean;
      /** @description nothing more is handed out */
      closed: boolean;
      /** @description ms since 1970 */
      createdAt: number;
    };
    ProjectEntry: {
      /** @description short name, as addresses have it */
      project: string;
      name: string;
      description: string;
      /**
       * @description what you may act as here
       * @enum {string}
       */
      role: "annotator" | "researcher" | "admin";
      /** @description whether you answer items here */
      asked: boolean;
    };
    Proportion: {
      /** @description items that count as right */
      right: number;
      /** @description items it stands on */
      n: number;
      value: number | null;
      low: number | null;
      high: number | null;
    };
    QueueChange: {
      now: {
        deferred: number;
        audit: number;
      };
      then: {
        deferred: number;
        audit: number;
      };
      newlyAsked: number;
      noLongerAsked: number;
      /** @description answers to items no longer asked; they stay and count */
      answersThere: number;
    };
    Run: {
      id: number;
      name: string;
      note: string;
      method: string;
      backbone: string;
      /** @enum {string} */
      state: "queued" | "running" | "finished" | "failed" | "cancelled";
      /** @description 0 … 1 */
      progress: number;
      error: string | null;
      /** @description it routes */
      active: boolean;
      /** @description its weights stay, whatever the rule for weights says */
      pinned: boolean;
      trainItems: number | null;
      predictedItems: number | null;
      /** @description of its predictions, on items with gold that it did not learn from */
      accuracy: number | null;
      /** @description how many those are */
      goldItems: number | null;
      /** @description how long it trained */
      seconds: number | null;
      createdAt: number;
      startedAt: number | null;
      finishedAt: number | null;
    };
    StudyBlock: {
      id: string;
      title: string;
      /** @description what it means and where it comes from */
      definition: string[];
      /** @description the items that it stands on */
      items: string;
      /** @description machines that are left out, by name */
      failed: string[];
      /** @description what the numbers show */
      reading: {
        verdict: unknown;
        numbers: {
          [key: string]: unknown;
        };
        text: string;
      } | null;
      /** @description its numbers, of a figure too */
      table: components["schemas"]["StudyTable"] | null;
      pictures: {
        title: string;
        itemIds: number[];
      }[];
      /** @description why it cannot be computed here */
      missing: {
        need: string;
        sentence: string;
      } | null;
    };
    StudyTable: {
      columns: {
        name: string;
        /**
         * @description how pages write its numbers; percent and points are shares here, as computed
         * @enum {string}
         */
        format: "text" | "percent" | "points" | "number" | "count" | "p" | "ms";
      }[];
      rows: (string | number | null | components["schemas"]["Estimate"])[][];
    };
    TablePreview: {
      names: {
        name: string;
        examples: string[];
      }[];
      /** @enum {string} */
      kind: "counts" | "answers" | "predictions";
      columns: {
        item: string | null;
        worker: string | null;
        label: string | null;
        ms: string | null;
      };
      rows: number;
      complete: boolean;
      good: number;
      problems: {
        count: number;
        first: {
          row: number | null;
          file: string;
          reason: string;
        }[];
      };
      workers: number | null;
      refusal: string | null;
    };
    Team: {
      /** @description newest judgment taken into account */
      cursor: number;
      eta: number;
      policy: {
        id: string;
        name: string;
      };
      run: {
        id: number;
        name: string;
        accuracy: number | null;
      } | null;
      queue: {
        routed: number;
        /** @description items that go to people */
        deferred: number;
        deferredDone: number;
        audited: number;
        auditedDone: number;
      };
      /** @description items with gold */
      evaluated: number;
      machine: components["schemas"]["Proportion"];
      people: components["schemas"]["Proportion"];
      machineWherePeopleAnswered: components["schemas"]["Proportion"];
      team: components["schemas"]["Proportion"];
      /** @description right if the machine or any person is right */
      oracle: components["schemas"]["Proportion"];
      gainOverMachine: components["schemas"]["Estimate"] | null;
      gainOverBetter: {
        /** @enum {string} */
        better: "machine" | "people";
        difference: components["schemas"]["Estimate"];
      } | null;
      peopleEverywhere: components["schemas"]["Estimate"] | null;
      audit: {
        drawn: number;
        answered: number;
        agreement: components["schemas"]["Proportion"];
        machineByPeople: components["schemas"]["Estimate"] | null;
      };
      /** @description how right the team is, by gold or by the audit */
      evidence: {
        /** @enum {string} */
        by: "gold" | "audit";
        n: number;
        value: number;
        low: number;
        high: number;
      } | null;
      aim:
        | (
            | {
                /** @constant */
                kind: "accuracy";
                accuracy: number;
              }
            | {
                /** @constant */
                kind: "questions";
                questions: number;
              }
          )
        | null;
      /** @description people’s answers in the queue that stand */
      answers: number;
      closed: {
        at: number;
        /** @enum {string} */
        because: "accuracy" | "questions" | "hand";
      } | null;
      persons: {
        id: number;
        name: string;
        labels: number;
        unsure: number;
        accuracy: components["schemas"]["Proportion"];
        medianMs: number | null;
      }[];
      columns: {
        id: number;
        name: string;
        accuracy: components["schemas"]["Proportion"];
      }[];
    };
    Upload: {
      /** Format: uuid */
      upload: string;
      /** @enum {string} */
      kind: "images" | "labels" | "encoder";
      name: string;
      bytes: number;
    };
    Webhook: {
      id: number;
      url: string;
      types: ("label.created" | "run.finished" | "export.ready" | "aim.reached")[];
      createdAt: number;
      /** @description nobody was there for too long; what is told waits until it is resumed */
      stopped: boolean;
    };
    WebhookMessage: {
      id: number;
      /** @description its webhook-id */
      key: string;
      type: string;
      createdAt: number;
      attempts: number;
      /** @description when it is sent again; null: it arrived */
      nextAt: number | null;
      deliveredAt: number | null;
      /** @description of the last answer */
      status: number | null;
      error: string | null;
    };
  };
  responses: {
    /** @description It could not be read. */
    400: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description No access token, or none that is good. */
    401: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Not for this token or this person. */
    403: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description It is not there, or not for whoever asks. */
    404: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description It cannot be done as things are. */
    409: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Too much at once. */
    413: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Another kind of body. */
    415: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Something of it is not as described. */
    422: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Too many requests; Retry-After says how long to wait. */
    429: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description A fault of the server’s. */
    500: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The server cannot write just now. */
    503: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The server’s disk is full. */
    507: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
            /** @description sign-in name */
            name: string;
            displayName: string;
            /**
             * @description of the account
             * @enum {string}
             */
            role: "annotator" | "researcher" | "admin";
            actions: ("read" | "label" | "write" | "admin")[];
            /** @description false: the token is for single projects */
            allProjects: boolean;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjects: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["ProjectEntry"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsByProject: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Project"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  deleteProjectsByProject: {
    parameters: {
      query: {
        /** @description its name, so that no other project is deleted by mistake */
        name: string;
      };
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  patchProjectsByProject: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          name?: string;
          description?: string;
          instructions?: string;
          overlap?: number;
          auditRate?: number;
          leaseSeconds?: number;
          firstRunLabels?: number;
          eta?: number;
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Project"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsClasses: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          classes: string[];
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            renamed: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsClassNotes: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description class numbers in the order of the buttons, all of them; null: as they are numbered */
            order: number[] | null;
            /** @description of each class, by its number; empty for none */
            descriptions: string[];
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putProjectsClassNotes: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description class numbers in the order of the buttons, all of them; null: as they are numbered */
          order: number[] | null;
          /** @description of each class, by its number; empty for none */
          descriptions: string[];
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            changed: boolean;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsExamples: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["ClassExample"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsExamples: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          label: number;
          /** @description of the item */
          name: string;
          /** @default  */
          caption?: string;
        };
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsExamplePictures: {
    parameters: {
      query: {
        label: number;
        caption?: string;
      };
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/octet-stream": unknown;
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsExamplesByExamplePicture: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        example: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "image/*": unknown;
        };
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  deleteProjectsExamplesByExample: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        example: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsPaused: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          paused: boolean;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsLimits: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          personLimit: number | null;
          personDayLimit: number | null;
          dayZone: string;
          gridAllowed: boolean;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsPractice: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["PracticeStanding"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putProjectsPractice: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          practice: {
            practiceItems: number;
            practicePass: number;
            practiceTries: number | null;
            practiceAll: boolean;
          } | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsChecks: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          checkRate: number;
          checkBar: number | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsPeopleByPersonPaused: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        person: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          paused: boolean;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsPeopleByPersonPracticeTry: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        person: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsPeopleByPersonLetIn: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        person: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsPeopleByPersonLetIn: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        person: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsArchived: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @constant */
          archived: true;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsDuplicates: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description short name of the copy */
          project: string;
          name: string;
          /**
           * @description people’s answers and imported labels too
           * @default false
           */
          answers?: boolean;
          /** @description the class that each becomes, by its number: itself, or one that stays; left out: itself */
          into?: number[];
          /**
           * @description new classes, behind those that stay
           * @default []
           */
          added?: string[];
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description short name of the copy */
            project: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getArchivedProjects: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description short name */
              project: string;
              name: string;
              archivedAt: number | null;
            }[];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postArchivedProjectsRestore: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description short name of an archived project */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteArchivedProjectsByProject: {
    parameters: {
      query: {
        /** @description its name, so that no other project is deleted by mistake */
        name: string;
      };
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description short name of an archived project */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsItems: {
    parameters: {
      query?: {
        /** @description `<rater>:<class number or any|none|unsure|right|wrong>`; rater: gold, team, people, aggregate, person-7, column-3, run-12. All given have to hold. */
        said?: string[];
        /** @description confidence of `run`: from-to, each in 0 … 1 */
        confidence?: string;
        /** @description number of the run whose confidence is meant; else the active one */
        run?: string;
        /** @description the team’s score: from-to, each in 0 … 1 */
        score?: string;
        /** @description whether people and columns gave different labels */
        differ?: "yes" | "no";
        asked?: "answered" | "waiting" | "kept" | "unrouted";
        split?: "train" | "test" | "none";
        /** @description answered here on this day or later */
        since?: string;
        /** @description answered here on this day or before */
        until?: string;
        /** @description time zone whose days these are, by its IANA name; else UTC */
        zone?: string;
        /** @description part of the file name, whatever its case */
        name?: string;
        tag?: string;
        /** @description items that are set aside; left out without this */
        aside?: "only" | "too";
        sort?: "order" | "name" | "confidence" | "score" | "disagreement" | "last";
        /** @description the other way round */
        down?: "1";
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["ItemEntry"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsItemCount: {
    parameters: {
      query?: {
        /** @description `<rater>:<class number or any|none|unsure|right|wrong>`; rater: gold, team, people, aggregate, person-7, column-3, run-12. All given have to hold. */
        said?: string[];
        /** @description confidence of `run`: from-to, each in 0 … 1 */
        confidence?: string;
        /** @description number of the run whose confidence is meant; else the active one */
        run?: string;
        /** @description the team’s score: from-to, each in 0 … 1 */
        score?: string;
        /** @description whether people and columns gave different labels */
        differ?: "yes" | "no";
        asked?: "answered" | "waiting" | "kept" | "unrouted";
        split?: "train" | "test" | "none";
        /** @description answered here on this day or later */
        since?: string;
        /** @description answered here on this day or before */
        until?: string;
        /** @description time zone whose days these are, by its IANA name; else UTC */
        zone?: string;
        /** @description part of the file name, whatever its case */
        name?: string;
        tag?: string;
        /** @description items that are set aside; left out without this */
        aside?: "only" | "too";
        sort?: "order" | "name" | "confidence" | "score" | "disagreement" | "last";
        /** @description the other way round */
        down?: "1";
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            n: number;
            /** @description false: there are more than that */
            complete: boolean;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsItemsByItem: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        item: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Item"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsItemsByItemPicture: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        item: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "image/*": unknown;
        };
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsChanges: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Change"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsChanges: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          change:
            | {
                /** @constant */
                kind: "split";
                /** @enum {string} */
                value: "train" | "test" | "none";
              }
            | {
                /** @enum {string} */
                kind: "tag" | "untag";
                value: string;
              }
            | {
                /** @enum {string} */
                kind: "aside" | "back";
                value: null;
              }
            | {
                /** @constant */
                kind: "ask";
                /** @enum {string} */
                value: "1" | "2" | "3" | "5";
              };
          items?: number[];
          /** @description such as tag=blurred&split=train; empty: all items */
          filter?: string;
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description its number */
            change: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsChangesByChangeUndo: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        change: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsJudgments: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Judgment"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsJudgments: {
    parameters: {
      query: {
        /** @description what the labels are called */
        name: string;
        /** @description each worker a column of their own, or all of them a crowd; auto: by their number */
        workers?: "auto" | "each" | "crowd";
        /** @description abort: store nothing when any row is bad; skip: store the good rows */
        onProblem?: "abort" | "skip";
      };
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/x-ndjson": components["schemas"]["JudgmentLine"];
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description its number; ask for it until it is finished */
            import: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsRaters: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              id: string;
              name: string;
              /** @enum {string} */
              kind: "person" | "column" | "run";
            }[];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsPredictions: {
    parameters: {
      query: {
        /** @description what the machine is called */
        name: string;
        /** @description abort: store nothing when any row is bad; skip: store the good rows */
        onProblem?: "abort" | "skip";
      };
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/x-ndjson": components["schemas"]["PredictionLine"];
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description its number; ask for it until it is finished */
            import: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsImports: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Import"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsImportsByImport: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        import: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            import: components["schemas"]["Import"];
            problems: {
              data: {
                /** @description line, from 1 */
                row: number | null;
                file: string;
                reason: string;
              }[];
              /** @description `cursor` of the next page; null: this was the last */
              next: string | null;
            };
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsTables: {
    parameters: {
      query: {
        /** @description what the file is called; its ending tells its format */
        name: string;
      };
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/octet-stream": unknown;
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** Format: uuid */
            table: string;
            name: string;
            bytes: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsTablesByTablePreview: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        table: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description what the labels or the machine will be called */
          name: string;
          /**
           * @description counts of labels, an answer a row, or what a model predicted; null: as it looks
           * @default null
           */
          kind?: ("counts" | "answers" | "predictions") | null;
          /**
           * @description which columns are read, by name; null: as they look
           * @default null
           */
          columns?: {
            /**
             * @description file name, or place in the project from 0; null: the rows are the items in their order
             * @default null
             */
            item?: string | null;
            /**
             * @description of answers: who gave it
             * @default null
             */
            worker?: string | null;
            /**
             * @description of answers: the class, by name or number from 0
             * @default null
             */
            label?: string | null;
            /**
             * @description of answers: response time
             * @default null
             */
            ms?: string | null;
          } | null;
          /**
           * @description of answers: each worker a column of their own, or all of them a crowd; auto: by their number
           * @default auto
           * @enum {string}
           */
          workers?: "auto" | "each" | "crowd";
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TablePreview"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsTablesByTableImport: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        table: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description what the labels or the machine will be called */
          name: string;
          /**
           * @description counts of labels, an answer a row, or what a model predicted; null: as it looks
           * @default null
           */
          kind?: ("counts" | "answers" | "predictions") | null;
          /**
           * @description which columns are read, by name; null: as they look
           * @default null
           */
          columns?: {
            /**
             * @description file name, or place in the project from 0; null: the rows are the items in their order
             * @default null
             */
            item?: string | null;
            /**
             * @description of answers: who gave it
             * @default null
             */
            worker?: string | null;
            /**
             * @description of answers: the class, by name or number from 0
             * @default null
             */
            label?: string | null;
            /**
             * @description of answers: response time
             * @default null
             */
            ms?: string | null;
          } | null;
          /**
           * @description of answers: each worker a column of their own, or all of them a crowd; auto: by their number
           * @default auto
           * @enum {string}
           */
          workers?: "auto" | "each" | "crowd";
          /**
           * @description abort: store nothing when any row is bad; skip: store the good rows
           * @default abort
           * @enum {string}
           */
          onProblem?: "abort" | "skip";
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description its number; ask for it until it is finished */
            import: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsTablesByTable: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        table: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsRatersByRater: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        /** @description a person of /raters, such as person-7 */
        rater: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["PersonsWork"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsAsides: {
    parameters: {
      query: {
        /** @description as in /raters, such as person-7 */
        rater: string;
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Aside"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsAsides: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description as in /raters, such as person-7 */
          rater: string;
          /**
           * @description answers from then on, ms since 1970; null: all
           * @default null
           */
          since?: number | null;
          /** @default  */
          why?: string;
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Aside"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsAsidesByAside: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        aside: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Aside"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsDisputes: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Dispute"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
            flagged: number;
            /** @description items on which people differ and nobody has decided */
            open: number;
            decided: number;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsDecisions: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Decision"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putProjectsItemsByItemDecision: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        item: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description null: it cannot be decided */
          label: number | null;
          /**
           * @description set the gold label to it as well
           * @default false
           */
          gold?: boolean;
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * @description what became of the item’s gold label; kept: it came with the data, so it stays
             * @enum {string}
             */
            gold: "set" | "removed" | "kept" | "untouched";
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsItemsByItemDecision: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        item: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * @description what became of the item’s gold label; kept: it came with the data, so it stays
             * @enum {string}
             */
            gold: "set" | "removed" | "kept" | "untouched";
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsItemsByItemFlags: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        item: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description how many were open */
            flags: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postUploads: {
    parameters: {
      query: {
        kind: "images" | "labels" | "encoder";
        /** @description what the file is called; its ending tells its format */
        name: string;
      };
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/octet-stream": unknown;
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Upload"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteUploadsByUpload: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        upload: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postImportPreviews: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description project that is there; null: a new one
           * @default null
           */
          into?: string | null;
          /**
           * Format: uuid
           * @description an upload
           */
          images: string;
          /**
           * @description an upload; null: folders name the classes
           * @default null
           */
          labels?: string | null;
          /**
           * @description of the columns; null: as they look
           * @default null
           */
          roles?: {
            file: string | null;
            gold: string | null;
            humans: string[];
            split: string | null;
          } | null;
          /**
           * @description none: those that occur
           * @default []
           */
          classes?: string[];
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ImportPreview"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postImports: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          project: {
            /** @description short name; a new one makes a project */
            project: string;
            /** @description of a new project */
            name?: string;
            /** @default  */
            description?: string;
            /** @default  */
            instructions?: string;
          };
          /**
           * Format: uuid
           * @description an upload
           */
          images: string;
          /**
           * @description an upload; null: folders name the classes
           * @default null
           */
          labels?: string | null;
          /** @description of the labels; left out: as they look */
          columns?: {
            /** @default null */
            file?: string | null;
            /** @default null */
            gold?: string | null;
            /** @default [] */
            humans?: string[];
          };
          /** @description in the order of the buttons; left out: those that occur */
          classes?: string[];
          /**
           * @default {
           *       "kind": "none"
           *     }
           */
          split?:
            | {
                /** @constant */
                kind: "none";
              }
            | {
                /** @constant */
                kind: "first";
                train: number;
              }
            | {
                /** @constant */
                kind: "fraction";
                test: number;
                /** @default 1 */
                seed?: number;
              }
            | {
                /** @constant */
                kind: "column";
                name: string;
              };
          /** @default 32 */
          imageSize?: number;
          /**
           * @default skip
           * @enum {string}
           */
          onProblem?: "skip" | "abort";
          /** @default false */
          confirmed?: boolean;
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description its number; ask for it until it is finished */
            import: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsImportsByImportCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        import: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getImportsByImport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        import: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Import"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postImportsByImportCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        import: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postImportsByImportRetry: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        import: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description its number; ask for it until it is finished */
            import: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteImportsByImportFiles: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        import: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsRuns: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Run"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsRuns: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description as in /label-sources */
          labels: string;
          /** @default ce */
          method?: string;
          /** @default quick */
          backbone?: string;
          /**
           * @description number of the encoder whose features it learns from; null: the pictures themselves
           * @default null
           */
          encoder?: number | null;
          /**
           * @description options that go together; what is chosen beside it wins
           * @default short
           * @enum {string}
           */
          preset?: "short" | "long";
          /** @description left out: as the preset says, on an encoder’s features 40 */
          epochs?: number;
          /**
           * @description above 1: cross-fitted, with predictions for all items
           * @default 1
           */
          folds?: number;
          /** @default 1 */
          seed?: number;
          /** @description options of the method’s own */
          hyper?: {
            [key: string]: unknown;
          };
          /**
           * @description where it is done; null: as the project says
           * @default null
           */
          launch?: components["schemas"]["Launch"] | null;
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Run"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsRunsByRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Run"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  deleteProjectsRunsByRun: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  patchProjectsRunsByRun: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          name?: string;
          note?: string;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsRunsByRunPredictions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Lines of JSON. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/x-ndjson": unknown;
        };
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsLabelSources: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              labels: string;
              name: string;
            }[];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsRunsByRunCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsRunsByRunActivate: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * @description later: once the policy is fitted to it
             * @enum {string}
             */
            inForce: "now" | "later";
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsRunsByRunModel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/octet-stream": unknown;
        };
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsRunsByRunModelCard: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The card. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/markdown": unknown;
        };
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsPanels: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              panel: number;
              createdAt: number;
              runs: number[];
            }[];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsPanels: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          methods: string[];
          /** @description as in /label-sources */
          labels: string[];
          /**
           * @default [
           *       "quick"
           *     ]
           */
          backbones?: string[];
          /**
           * @description number of the encoder whose features all learn from; null: the pictures themselves
           * @default null
           */
          encoder?: number | null;
          /** @default 20 */
          epochs?: number;
          /** @default 1 */
          seed?: number;
          /**
           * @description where it is done; null: as the project says
           * @default null
           */
          launch?: components["schemas"]["Launch"] | null;
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            panel: number;
            runs: number[];
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsPanelsByPanelCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        panel: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            cancelled: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsComparison: {
    parameters: {
      query: {
        /** @description given several times: numbers of finished runs */
        run: number[];
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            items: number;
            machines: {
              run: number;
              accuracy: components["schemas"]["Proportion"];
              difference: components["schemas"]["Estimate"] | null;
              /** @enum {string} */
              verdict: "better" | "worse" | "even" | "too few";
              classes: {
                recall: components["schemas"]["Proportion"];
                precision: components["schemas"]["Proportion"];
              }[];
            }[];
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsRunsByRunComparison: {
    parameters: {
      query: {
        against: number;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["MachineComparison"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsRunsByRunQueueChange: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["QueueChange"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsCombinedRun: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
            name: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsRunsByRunPinned: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        run: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          pinned: boolean;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsFeatures: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              encoder: components["schemas"]["Encoder"];
              embedded: number;
              pictures: number;
              /** @description the newest one that makes them by themselves */
              job: {
                /** @enum {string} */
                state: "queued" | "running" | "finished" | "failed" | "cancelled";
                /** @description 0 … 1 */
                progress: number;
                error: string | null;
              } | null;
            }[];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putProjectsFeaturesByEncoder: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        encoder: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @enum {string} */
            state: "queued" | "running" | "finished" | "failed" | "cancelled";
            /** @description 0 … 1 */
            progress: number;
            error: string | null;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsFeaturesByEncoder: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        encoder: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getEncoders: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Encoder"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postEncoders: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * Format: uuid
           * @description an upload of kind `encoder`
           */
          upload: string;
          name: string;
          mean: [number, number, number];
          std: [number, number, number];
          size?: number;
          resize?: number;
          /** @enum {string} */
          layout?: "nchw" | "nhwc";
          output?: string | null;
          /** @enum {string} */
          pool?: "cls" | "mean";
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            job: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getEncodersJobsByJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        job: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @enum {string} */
            state: "queued" | "running" | "finished" | "failed" | "cancelled";
            /** @description 0 … 1 */
            progress: number;
            error: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  deleteEncodersByEncoder: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        encoder: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsTeam: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Team"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsHistory: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Look"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsForecast: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description null: no machine routes, or no item is routed */
            forecast: components["schemas"]["Forecast"] | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsExpectedTime: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          labels: string[];
          methods: string[];
          backbones: string[];
          features: number | null;
          /** @default short */
          preset?: string;
          epochs: number;
          folds: number;
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            expected: {
              low: number;
              high: number;
              trainings: number;
              sameMethod: boolean;
            } | null;
            impossible: string | null;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsPolicies: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            inForce: string;
            /** @description those that are being fitted, to take over */
            fitting: string[];
            /** @description why the newest fit came to nothing */
            problem: string | null;
            data: {
              id: string;
              name: string;
              /** @description what has to hold for its answers to be good ones */
              assumption: string;
              source: string;
              /** @enum {string} */
              asks: "together" | "in turn";
              /** @description whether it has parameters */
              fitted: boolean;
            }[];
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putProjectsPolicy: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @enum {string} */
          policy:
            | "p-plus-l"
            | "dawid-skene"
            | "crowdlab"
            | "stacking"
            | "threshold"
            | "majority"
            | "human-only"
            | "machine-only";
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * @description later: once it is fitted
             * @enum {string}
             */
            inForce: "now" | "later";
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsPolicyFit: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsAim: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          aim:
            | (
                | {
                    /** @constant */
                    kind: "accuracy";
                    accuracy: number;
                  }
                | {
                    /** @constant */
                    kind: "questions";
                    questions: number;
                  }
              )
            | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsClose: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsOpen: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsRenewal: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          renewAfter: number | null;
          renewShare: number | null;
          renewMargin: number | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsNewPredictions: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsFirstRun: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
            name: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            has: {
              gold: boolean;
              humans: boolean;
              machines: boolean;
            };
            sections: {
              id: string;
              title: string;
              lead: string;
              /** @description those that change what it shows */
              settings: (
                "bins" | "seed" | "resamples" | "fit" | "confidence" | "matrices" | "order" | "one" | "other"
              )[];
            }[];
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsStudyBySection: {
    parameters: {
      query?: {
        /** @description bins of difficulty */
        bins?: number;
        /** @description draws of balanced sets, splits and bootstraps */
        seed?: number;
        /** @description bootstrap resamples */
        resamples?: number;
        /** @description share of the items that η is chosen on; accuracies are measured on the rest */
        fit?: number;
        /** @description difficulty by each machine's own confidence, or by the machines' mean */
        confidence?: "own" | "mean";
        /** @description what matrices of wrong answers are shares of: their rows (P(other says q | one says p)), or all cases */
        matrices?: "rows" | "total";
        /** @description order of raters in matrices */
        order?: "given" | "group" | "labels" | "backbone" | "accuracy";
        /** @description id of a rater, for a matrix against another (run-3, column-1) */
        one?: string;
        /** @description id of the rater in the columns of that matrix */
        other?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        section:
          | "accuracy"
          | "confusion"
          | "tests"
          | "difficulty"
          | "times"
          | "matching"
          | "teaming"
          | "policies"
          | "beyond";
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["StudyBlock"][];
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsExports: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Export"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsExports: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @enum {string} */
          format:
            | "csv"
            | "jsonl"
            | "parquet"
            | "imagefolder"
            | "webdataset"
            | "coco"
            | "labelstudio"
            | "crowd"
            | "noisy"
            | "counts";
          /**
           * @description people by their sign-in names; for admins of the project
           * @default false
           */
          names?: boolean;
          /** @default  */
          licence?: string;
          /** @description a filter of the item browser, as the search part of its address; what it names, and nothing else */
          only?: string;
          /** @description or single items, by their numbers */
          items?: number[];
        };
      };
    };
    responses: {
      /** @description As asked. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Export"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsExportsByExport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        export: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Export"];
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  deleteProjectsExportsByExport: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        export: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsExportsByExportFilesByFile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        export: number;
        file: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file, or the part of it that was asked for. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "*/*": unknown;
        };
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getProjectsWebhooks: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Webhook"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsWebhooks: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          url: string;
          types: ("label.created" | "run.finished" | "export.ready" | "aim.reached")[];
        };
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
            secret: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsWebhooksByWebhook: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        webhook: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsWebhooksByWebhookTest: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        webhook: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postProjectsWebhooksByWebhookResume: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        webhook: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsWebhooksByWebhookMessages: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
        webhook: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["WebhookMessage"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getPeople: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Person"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postPeople: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          name: string;
          /** @default  */
          displayName?: string;
          /**
           * @default annotator
           * @enum {string}
           */
          role?: "annotator" | "researcher" | "admin";
        };
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            person: components["schemas"]["Person"];
            link: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  patchPeopleByPerson: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        person: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json":
          | {
              /** @enum {string} */
              role: "annotator" | "researcher" | "admin";
            }
          | {
              locked: boolean;
            };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Person"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  postPeopleByPersonPasswordLink: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        person: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            link: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deletePeopleByPersonSessions: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        person: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description sessions that lived */
            ended: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  putProjectsMembersOnly: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          membersOnly: boolean;
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description people who had answered and are members now */
            joined: number;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsMembers: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Member"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putProjectsMembersByPerson: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        person: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description null: that of their account */
          role?: ("annotator" | "researcher" | "admin") | null;
          /** @description they answer although they see gold */
          annotates?: boolean;
        };
      };
    };
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Member"];
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsMembersByPerson: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        person: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsInvitations: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Invitation"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postProjectsInvitations: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description of the accounts that it makes
           * @default annotator
           * @enum {string}
           */
          role?: "annotator" | "researcher" | "admin";
          /**
           * @description how long it is good
           * @default 7
           */
          days?: number;
          /**
           * @description how many it lets in
           * @default 1
           */
          uses?: number;
          /**
           * @description what they are in the project
           * @default annotator
           * @enum {string}
           */
          projectRole?: "annotator" | "researcher" | "admin";
        };
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
            /** @description path of the page that it opens, shown only now */
            link: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteProjectsInvitationsByInvitation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
        invitation: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getInvitations: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["Invitation"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  postInvitations: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description of the accounts that it makes
           * @default annotator
           * @enum {string}
           */
          role?: "annotator" | "researcher" | "admin";
          /**
           * @description how long it is good
           * @default 7
           */
          days?: number;
          /**
           * @description how many it lets in
           * @default 1
           */
          uses?: number;
        };
      };
    };
    responses: {
      /** @description As asked. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            id: number;
            /** @description path of the page that it opens, shown only now */
            link: string;
          };
        };
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  deleteInvitationsByInvitation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        invitation: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsLaunch: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description what the project says; null: as the installation says */
            launch: {
              /** @enum {string} */
              launcher?: "local" | "slurm" | "kubernetes";
              queue?: string;
              cards?: number;
              cardKind?: string;
              cores?: number;
              memory?: number | null;
              minutes?: number | null;
            } | null;
            /** @description what holds, with what the installation says */
            inForce: {
              /** @enum {string} */
              launcher?: "local" | "slurm" | "kubernetes";
              queue?: string;
              cards?: number;
              cardKind?: string;
              cores?: number;
              memory?: number | null;
              minutes?: number | null;
            };
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putProjectsLaunch: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description null: as the installation says */
          launch: components["schemas"]["Launch"] | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getLaunch: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @enum {string} */
            launcher: "local" | "slurm" | "kubernetes";
            queue: string;
            cards: number;
            cardKind: string;
            cores: number;
            memory: number | null;
            minutes: number | null;
            flags: string[];
            command: string;
            namespace: string;
            image: string;
            claim: string;
            mount: string;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putLaunch: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description this host, or a scheduler
           * @enum {string}
           */
          launcher: "local" | "slurm" | "kubernetes";
          queue?: string;
          cards?: number;
          cardKind?: string;
          cores?: number;
          memory?: number | null;
          minutes?: number | null;
          flags?: string[];
          command?: string;
          namespace?: string;
          image?: string;
          claim?: string;
          mount?: string;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getWeightsRule: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description so many runs of a project keep their weights, the newest; null: all do */
            keep: number | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  putWeightsRule: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key within a day is done once. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description so many runs of a project keep their weights, the newest; null: all do */
          keep: number | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["400"];
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      409: components["responses"]["409"];
      413: components["responses"]["413"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
      507: components["responses"]["507"];
    };
  };
  getProjectsActivity: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
        /** @description number of a person: done by them, or to them */
        person?: number;
        kind?: "data" | "export" | "machine" | "person" | "review" | "settings";
        /** @description done on this day */
        day?: string;
        /** @description time zone that it is a day of, by its IANA name; else the project’s */
        zone?: string;
      };
      header?: never;
      path: {
        /** @description Short name of the project. */
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["ActivityEntry"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      404: components["responses"]["404"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getAudit: {
    parameters: {
      query?: {
        /** @description entries of a page, at most */
        limit?: number;
        /** @description `next` of the page before; without it, the first */
        cursor?: string;
        /** @description number of a person: done by them, or to them */
        person?: number;
        kind?: "sign-in" | "session" | "person" | "project";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: components["schemas"]["AuditEntry"][];
            /** @description `cursor` of the next page; null: this was the last */
            next: string | null;
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getSystem: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @enum {string} */
            status: "ok" | "degraded" | "failing";
            /** @description such as no-worker or disk-low */
            reasons: string[];
            diskFreeBytes: number | null;
            workers: {
              id: string;
              host: string;
              pid: number;
              /** @description what it computes with; null: it is choosing */
              executor: string | null;
              startedAt: number;
              /** @description time without a sign of life */
              silentMs: number;
            }[];
            jobs: {
              id: number;
              kind: string;
              /** @enum {string} */
              state: "queued" | "running" | "finished" | "failed" | "cancelled";
              attempt: number;
              progress: number;
            }[];
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
  getStorage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            freeBytes: number | null;
            kinds: {
              [key: string]: {
                bytes: number;
                files: number;
              };
            };
            projects: {
              /** @description number of the project */
              id: number;
              /** @description by kind; what is of no project is not in it */
              bytes: {
                [key: string]: number;
              };
            }[];
          };
        };
      };
      /** @description As it was (If-None-Match). */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components["responses"]["401"];
      403: components["responses"]["403"];
      415: components["responses"]["415"];
      422: components["responses"]["422"];
      429: components["responses"]["429"];
      500: components["responses"]["500"];
      503: components["responses"]["503"];
    };
  };
}
