// Stands for node-forge in the bundle: nothing of it is ever called.
export default { pki: {}, md: {} };
