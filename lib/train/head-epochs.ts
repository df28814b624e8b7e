/**
 * Epochs that a head on features gets unless somebody says otherwise: it is trained in seconds, and few labels make
 * few steps an epoch.
 */
export const headEpochs = 40;
