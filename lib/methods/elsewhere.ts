/** Stands for method and network of a machine that was not trained here: nobody knows them. */
export const elsewhere = "elsewhere";
