/** What stands for method and network of machines that were not trained here. */

/** Its predictions came in as a table: nobody here knows how they were made. */
export const elsewhere = "elsewhere";
/** It is several others as one. */
export const combined = "combined";
